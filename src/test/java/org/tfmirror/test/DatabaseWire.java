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
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The wire between replicas and their database, byte for byte. While it hangs, connections are accepted and whatever is
 * sent is taken, and nothing comes through in either direction; afterwards all of it does. Thread-safe.
 */
public final class DatabaseWire implements AutoCloseable {

    private static final String SCHEME = "jdbc:";

    private final URI database;
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition passable = lock.newCondition();
    private boolean hanging;

    /** @param jdbcUrl of the database */
    public DatabaseWire(String jdbcUrl) throws IOException {
        this.database = URI.create(jdbcUrl.substring(SCHEME.length()));
        run(this::accept);
    }

    /** Where the database seems to be. */
    public String jdbcUrl() {
        return SCHEME + database.toString().replace(":" + database.getPort(), ":" + listener.getLocalPort());
    }

    /** From now on nothing comes through. */
    public void hang() {
        set(true);
    }

    /** All that was sent meanwhile comes through, and what follows. */
    public void mend() {
        set(false);
    }

    private void set(boolean hangs) {
        lock.lock();
        try {
            hanging = hangs;
            passable.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void awaitPassable() {
        lock.lock();
        try {
            while (hanging) {
                passable.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private void accept() throws IOException {
        while (true) {
            Socket near = listener.accept();
            open.add(near);
            run(() -> connect(near));
        }
    }

    private void connect(Socket near) throws IOException {
        awaitPassable();
        try {
            Socket far = new Socket(database.getHost(), database.getPort());
            run(() -> pass(near, far, near));
            run(() -> pass(far, near, near));
        } catch (IOException e) {
            open.remove(near);
            near.close(); // the database is away
        }
    }

    /** Until either side ends; then both do. */
    private void pass(Socket from, Socket to, Socket near) throws IOException {
        byte[] buffer = new byte[16 * 1024];
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                awaitPassable();
                out.write(buffer, 0, read);
            }
        } finally {
            open.remove(near);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket each : open) {
            each.close();
        }
        mend();
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void run(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // One side hung up; the other side is told by the closing of its socket.
                    }
                },
                "database-wire");
        thread.setDaemon(true);
        thread.start();
    }
}
