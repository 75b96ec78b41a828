package org.tfmirror.demand.archive;

import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tfmirror.delivery.ChunkSource;
import org.tfmirror.provider.PackageId;

/**
 * One client's way through a {@link LiveArchive}: from the window while it keeps pace, else from the bucket as soon as the
 * archive is there. While there is nothing to send it holds no thread.
 */
final class LiveStream implements ChunkSource {

    static final int CHUNK = 64 * 1024;

    private static final byte[] END = {};

    private final LiveArchive archive;
    private final Bucket bucket;
    private final long length;
    private final Consumer<PackageId> onClose;
    private long position;
    private @Nullable CompletableFuture<byte[]> waiting;
    private @Nullable ChunkSource stored;

    /** Gives the stored archive. */
    interface Bucket {
        /** Its bytes from a position on; may block. */
        ChunkSource open(PackageId id, long position) throws IOException;
    }

    /** @param onClose told of the package when the client has all, or has left */
    LiveStream(LiveArchive archive, Bucket bucket, Consumer<PackageId> onClose) {
        this.archive = archive;
        this.bucket = bucket;
        this.length = archive.announced();
        this.onClose = onClose;
    }

    @Override
    public long length() {
        return length;
    }

    long position() {
        return position;
    }

    boolean isWaiting() {
        return waiting != null;
    }

    @Override
    public CompletionStage<byte[]> next() throws IOException {
        if (archive.endsAt(position)) {
            return CompletableFuture.completedStage(END);
        }
        if (stored != null) {
            return counted(stored.next());
        }
        synchronized (archive) {
            switch (archive.next(position)) {
                case WINDOW -> {
                    byte[] chunk = archive.copy(position, CHUNK);
                    if (chunk != null) {
                        position += chunk.length;
                        return CompletableFuture.completedStage(chunk);
                    }
                }
                case LATER -> {
                    waiting = new CompletableFuture<>();
                    return waiting;
                }
                case NEVER -> throw new EOFException("the download failed");
                case BUCKET -> {
                    // opened below, because that may block
                }
            }
        }
        stored = bucket.open(archive.id(), position);
        return counted(stored.next());
    }

    private CompletionStage<byte[]> counted(CompletionStage<byte[]> next) {
        return next.thenApply(chunk -> {
            position += chunk.length;
            return chunk;
        });
    }

    /** There is something for a client that waits, or nothing will come. On a thread that may block. */
    void wake() {
        CompletableFuture<byte[]> asked;
        synchronized (archive) {
            asked = waiting;
            waiting = null;
        }
        if (asked == null) {
            return;
        }
        try {
            next().whenComplete((chunk, failure) -> {
                if (chunk == null) {
                    asked.completeExceptionally(failure);
                } else {
                    asked.complete(chunk);
                }
            });
        } catch (IOException | RuntimeException e) {
            asked.completeExceptionally(e);
        }
    }

    @Override
    public void close() throws IOException {
        abandon();
        if (stored != null) {
            stored.close();
        }
    }

    /** Nobody reads it. */
    void abandon() {
        archive.close(this);
        onClose.accept(archive.id());
    }
}
