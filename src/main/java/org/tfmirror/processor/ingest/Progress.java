package org.tfmirror.processor.ingest;

import java.util.function.LongConsumer;

/** Told how far a download is: the total of bytes received, often, and anew from zero when it is begun once more. */
public interface Progress extends LongConsumer {

    /** How many bytes will come, told before the first of them; -1 where the origin does not say. */
    default void expect(long bytes) {}
}
