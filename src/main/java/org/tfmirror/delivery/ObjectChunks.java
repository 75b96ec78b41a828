package org.tfmirror.delivery;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.tfmirror.storage.ObjectStream;

/** The chunks of an object in the store. */
final class ObjectChunks implements ChunkSource {

    /** The memory for one client: large enough to be worth the way to the store, small enough for hundreds. */
    static final int CHUNK = 64 * 1024;

    private final ObjectStream object;

    ObjectChunks(ObjectStream object) {
        this.object = object;
    }

    @Override
    public long length() {
        return object.length();
    }

    @Override
    public CompletionStage<byte[]> next() throws IOException {
        byte[] chunk = new byte[CHUNK];
        int count = object.body().read(chunk);
        if (count <= 0) {
            throw new EOFException("The object ended early");
        }
        return CompletableFuture.completedStage(count == CHUNK ? chunk : Arrays.copyOf(chunk, count));
    }

    @Override
    public void close() throws IOException {
        object.close();
    }
}
