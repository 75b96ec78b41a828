package org.tfmirror.delivery;

import java.util.concurrent.CompletionStage;

/** The client's end of a transfer. No method blocks. */
interface Receiver {

    /** Sends a chunk; completed once the client's connection has taken it, and exceptionally when that is lost. */
    CompletionStage<Void> send(byte[] chunk);

    /** Ends the answer in order. */
    void end();

    /** Aborts the answer, so that the client cannot mistake it for complete, and drops the rest. */
    void cut();
}
