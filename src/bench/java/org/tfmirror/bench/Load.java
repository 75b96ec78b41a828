package org.tfmirror.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/**
 * Requests at a fixed rate, or as fast as they are answered, over kept connections. A latency counts from when the
 * request was due, not from when a connection was free for it: a server that stalls is charged for all who wait.
 */
final class Load {

    private static final int CONNECTIONS = 16;

    private final int port;
    private final int expectedStatus;

    /** @param expectedStatus every other one fails the run */
    Load(int port, int expectedStatus) {
        this.port = port;
        this.expectedStatus = expectedStatus;
    }

    /** @param headers each with its line end; may be empty */
    record Request(String path, String headers) {}

    /**
     * How a load went.
     *
     * @param millis latencies, sorted
     * @param receivedBytes of all answers together, heads and bodies
     */
    record Outcome(double[] millis, long receivedBytes) {

        double percentile(double share) {
            return millis[(int) Math.min(millis.length - 1L, Math.round(millis.length * share))];
        }
    }

    Outcome atRate(int perSecond, int count, IntFunction<Request> requests) throws Exception {
        double[] millis = new double[count];
        AtomicInteger next = new AtomicInteger();
        long interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
        long begin = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100);
        long received = onAllConnections(() -> work(begin, interval, next, millis, requests));
        Arrays.sort(millis);
        return new Outcome(millis, received);
    }

    /** So many a second. Timed and not counted: a fast server would be through before a slow one is warm. */
    double asFastAsPossible(int seconds, IntFunction<Request> requests) throws Exception {
        AtomicInteger next = new AtomicInteger();
        long begin = System.nanoTime();
        long end = begin + TimeUnit.SECONDS.toNanos(seconds);
        long answered = onAllConnections(() -> work(end, next, requests));
        return answered * 1e9 / (System.nanoTime() - begin);
    }

    /** The sum of what each has returned. */
    private static long onAllConnections(Callable<Long> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            long sum = 0;
            for (Future<Long> each : threads.invokeAll(Collections.nCopies(CONNECTIONS, work))) {
                sum += each.get();
            }
            return sum;
        } finally {
            threads.shutdownNow();
        }
    }

    private long work(long end, AtomicInteger next, IntFunction<Request> requests) throws IOException {
        long answered = 0;
        try (KeptConnection connection = new KeptConnection(port)) {
            for (; System.nanoTime() - end < 0; answered++) {
                send(connection, requests.apply(next.getAndIncrement()));
            }
        }
        return answered;
    }

    private void send(KeptConnection connection, Request request) throws IOException {
        int status = connection.get(request.path(), request.headers());
        if (status != expectedStatus) {
            throw new IOException("%s answered %d".formatted(request.path(), status));
        }
    }

    private long work(long begin, long interval, AtomicInteger next, double[] millis, IntFunction<Request> requests)
            throws IOException {
        try (KeptConnection connection = new KeptConnection(port)) {
            for (int i = next.getAndIncrement(); i < millis.length; i = next.getAndIncrement()) {
                long due = begin + i * interval;
                for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                send(connection, requests.apply(i));
                millis[i] = (System.nanoTime() - due) / 1e6;
            }
            return connection.received();
        }
    }
}
