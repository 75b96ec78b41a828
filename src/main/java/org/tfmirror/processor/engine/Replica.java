package org.tfmirror.processor.engine;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * One process of the mirror, with its clocks and its worker threads.
 *
 * @param name on leases; two processes never share it, and a restart changes it, because the leases of the earlier
 *     process are still in the database
 * @param clock for what people read
 * @param nanoTime the monotonic clock, for leases
 * @param workers the threads that run jobs
 */
public record Replica(String name, Clock clock, LongSupplier nanoTime, Executor workers) {

    public static Replica ofThisProcess(Clock clock, Executor workers) {
        String name = "%s-%d-%s"
                .formatted(
                        host(),
                        ProcessHandle.current().pid(),
                        Long.toString(clock.instant().toEpochMilli(), 36));
        return new Replica(name, clock, System::nanoTime, workers);
    }

    private static String host() {
        String pod = System.getenv("HOSTNAME"); // the pod's name, on Kubernetes
        if (pod != null && !pod.isBlank()) {
            return pod;
        }
        try {
            return Objects.requireNonNullElse(InetAddress.getLocalHost().getHostName(), "unknown");
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
