package org.tfmirror.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** The wire between the application and its S3 store, byte for byte: it can be watched, troubled and mended. Thread-safe. */
public final class S3Wire implements AutoCloseable {

    private static final long SLOW_PIECE_NANOS = 20_000_000;

    private final URI store;
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong troubled = new AtomicLong();
    private volatile S3Trouble trouble = S3Trouble.NONE;

    S3Wire(URI store) throws IOException {
        this.store = store;
        run(this::accept);
    }

    /** Where the store seems to be. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** How many connections the application has to the store just now. */
    public int connections() {
        return open.size();
    }

    /** Bytes sent to the store so far: unchanged as long as nobody asks it anything. */
    public long bytesSent() {
        return sent.get();
    }

    /** From now on every connection breaks. */
    public void cut() {
        trouble(S3Trouble.CUT);
    }

    /** From now on this is wrong; connections that are open break, except where it is only slow. */
    public void trouble(S3Trouble what) {
        trouble = what;
        if (what != S3Trouble.SLOW) {
            open.forEach(S3Wire::hangUp);
        }
    }

    public void mend() {
        trouble = S3Trouble.NONE;
    }

    /** How many connections, or pieces of slow ones, have met trouble so far. */
    public long troubled() {
        return troubled.get();
    }

    private void accept() throws IOException {
        while (true) {
            Socket near = listener.accept();
            S3Trouble now = trouble;
            if (now == S3Trouble.CUT) {
                troubled.incrementAndGet();
                hangUp(near);
                continue;
            }
            if (now.answers()) {
                troubled.incrementAndGet();
                run(() -> now.answer(near));
                continue;
            }
            Socket far = new Socket(store.getHost(), store.getPort());
            open.add(near);
            run(() -> pass(near, far, near, sent));
            run(() -> pass(far, near, near, new AtomicLong()));
        }
    }

    /** Until either side ends; then both do. */
    private void pass(Socket from, Socket to, Socket near, AtomicLong count) throws IOException {
        byte[] buffer = new byte[16 * 1024];
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                count.addAndGet(read);
                if (trouble == S3Trouble.SLOW) {
                    troubled.incrementAndGet();
                    LockSupport.parkNanos(SLOW_PIECE_NANOS);
                }
                out.write(buffer, 0, read);
            }
        } finally {
            open.remove(near);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        open.forEach(S3Wire::hangUp);
    }

    private static void hangUp(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone all the same.
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
}
