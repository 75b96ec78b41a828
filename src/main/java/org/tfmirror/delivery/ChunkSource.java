package org.tfmirror.delivery;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.CompletionStage;

/** Where an archive's bytes come from, one chunk at a time. Used by one thread at a time. */
public interface ChunkSource extends Closeable {

    /** How many bytes there are in all; -1 where that is not known yet. */
    long length();

    /**
     * The next chunk; an empty one at the end, if the length is not known, and never else. Called on a delivery thread, only
     * once the client has taken the chunk before, and only while bytes are left; it may block for as long as the store may take, or return at once and complete later.
     */
    CompletionStage<byte[]> next() throws IOException;

    /** Called once on a delivery thread, not while {@link #next} is being called. What that returned need not complete. */
    @Override
    void close() throws IOException;
}
