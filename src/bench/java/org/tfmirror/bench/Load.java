package org.tfmirror.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
    record Outcome(double[] millis, double seconds, long receivedBytes) {

        double percentile(double share) {
            return millis[(int) Math.min(millis.length - 1L, Math.round(millis.length * share))];
        }

        double perSecond() {
            return millis.length / seconds;
        }
    }

    Outcome atRate(int perSecond, int count, IntFunction<Request> requests) throws Exception {
        return run(count, requests, TimeUnit.SECONDS.toNanos(1) / perSecond);
    }

    Outcome asFastAsPossible(int count, IntFunction<Request> requests) throws Exception {
        return run(count, requests, 0);
    }

    private Outcome run(int count, IntFunction<Request> requests, long interval) throws Exception {
        double[] millis = new double[count];
        AtomicInteger next = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            long begin = System.nanoTime() + (interval == 0 ? 0 : TimeUnit.MILLISECONDS.toNanos(100));
            List<Callable<Long>> all = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                all.add(() -> work(begin, interval, next, millis, requests));
            }
            long received = 0;
            for (Future<Long> each : threads.invokeAll(all)) {
                received += each.get();
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            Arrays.sort(millis);
            return new Outcome(millis, seconds, received);
        } finally {
            threads.shutdownNow();
        }
    }

    private long work(long begin, long interval, AtomicInteger next, double[] millis, IntFunction<Request> requests)
            throws IOException {
        try (KeptConnection connection = new KeptConnection(port)) {
            for (int i = next.getAndIncrement(); i < millis.length; i = next.getAndIncrement()) {
                long due = interval == 0 ? System.nanoTime() : begin + i * interval;
                for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                Request request = requests.apply(i);
                int status = connection.get(request.path(), request.headers());
                millis[i] = (System.nanoTime() - due) / 1e6;
                if (status != expectedStatus) {
                    throw new IOException("%s answered %d".formatted(request.path(), status));
                }
            }
            return connection.received();
        }
    }
}
