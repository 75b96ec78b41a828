package org.tfmirror.processor.engine;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Objects;

/**
 * This process's name on leases. It must never be two processes' at once, nor the same after a restart, when the leases
 * of the earlier life are still in the database.
 */
public record Replica(String name) {

    public static Replica ofThisProcess(Instant startedAt) {
        return new Replica("%s-%d-%s"
                .formatted(host(), ProcessHandle.current().pid(), Long.toString(startedAt.toEpochMilli(), 36)));
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
