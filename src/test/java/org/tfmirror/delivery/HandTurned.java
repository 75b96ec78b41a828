package org.tfmirror.delivery;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The parts of a transfer that a test moves by hand. */
final class HandTurned {

    private HandTurned() {}

    /** Threads that do what they are told when the test says so. */
    static final class Threads implements Executor {

        private final Queue<Runnable> tasks = new ArrayDeque<>();

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        int queued() {
            return tasks.size();
        }

        void runAll() {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
        }
    }

    /** A source of chunks of ten bytes, which it gives at once, or when the test says so. */
    static final class Source implements ChunkSource {

        static final int CHUNK = 10;

        private final long length;
        private @Nullable IOException fault;
        private boolean late;
        private boolean ended;
        private Runnable meanwhile = () -> {};
        int asked;
        int closed;
        CompletableFuture<byte[]> pending = new CompletableFuture<>();

        Source(long length) {
            this.length = length;
        }

        void failWith(IOException what) {
            fault = what;
        }

        void end() {
            ended = true;
        }

        void beLate() {
            late = true;
        }

        void whileAsked(Runnable what) {
            meanwhile = what;
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public CompletionStage<byte[]> next() throws IOException {
            asked++;
            meanwhile.run();
            if (fault != null) {
                throw fault;
            }
            pending = new CompletableFuture<>();
            if (!late) {
                pending.complete(new byte[ended ? 0 : CHUNK]);
            }
            return pending;
        }

        @Override
        public void close() {
            closed++;
        }
    }

    /** A client that takes a chunk when the test says so. */
    static final class Client implements Receiver {

        final ByteArrayOutputStream sent = new ByteArrayOutputStream();
        private CompletableFuture<Void> taking = new CompletableFuture<>();
        int ends;
        int cuts;

        @Override
        public CompletionStage<Void> send(byte[] chunk) {
            sent.writeBytes(chunk);
            taking = new CompletableFuture<>();
            return taking;
        }

        void take() {
            taking.complete(null);
        }

        void leave() {
            taking.completeExceptionally(new IOException("Connection was closed"));
        }

        @Override
        public void end() {
            ends++;
        }

        @Override
        public void cut() {
            cuts++;
        }
    }
}
