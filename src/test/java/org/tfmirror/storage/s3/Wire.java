package org.tfmirror.storage.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The wire to a store, byte for byte, which a test may hold up, or cut before the reply to a request comes back. */
final class Wire implements AutoCloseable {

    private final URI store;
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Semaphore flow = new Semaphore(1);
    private final AtomicInteger cuts = new AtomicInteger();
    private volatile @Nullable String cutMethod;
    private volatile boolean damaging;

    Wire(URI store) throws IOException {
        this.store = store;
        run(this::accept);
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** Lets no byte of a request through until {@link #resume()}. */
    void hold() {
        flow.acquireUninterruptibly();
    }

    void resume() {
        flow.release();
    }

    /** Cuts the connection when the store replies to a request of this method with an upload id. */
    void cutRepliesTo(String method) {
        cutMethod = method;
    }

    /** Changes a bit in every piece of a body from now on. */
    void damageBodies() {
        damaging = true;
    }

    int cuts() {
        return cuts.get();
    }

    private void accept() throws IOException {
        while (true) {
            Socket near = listener.accept();
            Socket far = new Socket(store.getHost(), store.getPort());
            sockets.add(near);
            sockets.add(far);
            Exchange exchange = new Exchange(near, far);
            run(exchange::requests);
            run(exchange::replies);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void run(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // One side hung up; the other side is told by the closing of its socket.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private final class Exchange {

        private final Socket near;
        private final Socket far;
        private volatile boolean cutReply;

        Exchange(Socket near, Socket far) {
            this.near = near;
            this.far = far;
        }

        void requests() throws IOException {
            byte[] chunk = new byte[16 * 1024];
            try (InputStream in = near.getInputStream();
                    OutputStream out = far.getOutputStream()) {
                for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                    flow.acquireUninterruptibly();
                    flow.release();
                    String head = new String(chunk, 0, Math.min(count, 1024), StandardCharsets.ISO_8859_1);
                    if (cutMethod != null && head.startsWith(cutMethod + " ") && head.contains("uploadId=")) {
                        cutReply = true;
                    }
                    if (damaging && !head.matches("(?s)[A-Z]+ /.*")) {
                        chunk[count / 2] ^= 1;
                    }
                    out.write(chunk, 0, count);
                }
            }
        }

        void replies() throws IOException {
            byte[] chunk = new byte[16 * 1024];
            try (InputStream in = far.getInputStream();
                    OutputStream out = near.getOutputStream()) {
                for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                    if (cutReply) {
                        cuts.incrementAndGet();
                        return;
                    }
                    out.write(chunk, 0, count);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
