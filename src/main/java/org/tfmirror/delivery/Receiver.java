package org.tfmirror.delivery;

import java.util.concurrent.CompletionStage;

/** The client's end of a transfer. No method blocks. */
interface Receiver {

    /** Sends a chunk; completed once the client's connection has taken it, and exceptionally when that is lost. */
    CompletionStage<Void> send(byte[] chunk);

    /** Ends the answer in order. */
    void end();

    /** Breaks the answer off so that the client cannot take it for whole, and whatever it has not taken is dropped. */
    void cut();
}
