package org.tfmirror.demand.documents;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/**
 * Limits what each client causes in a minute. Memory is bounded: clients beyond a number count as one. Thread-safe.
 */
final class ClientLimits {

    static final int MOST_CLIENTS = 10_000;
    private static final String OTHERS = "others";
    private static final long MINUTE_MILLIS = 60_000;

    private final int perMinute;
    private final Clock clock;
    private final Map<String, Integer> counts = new HashMap<>();
    private long minute;

    ClientLimits(int perMinute, Clock clock) {
        this.perMinute = perMinute;
        this.clock = clock;
    }

    /** Counts one more for the client; false where that is too much. */
    synchronized boolean allows(String client) {
        long now = clock.millis() / MINUTE_MILLIS;
        if (now != minute) {
            minute = now;
            counts.clear();
        }
        String counted = counts.containsKey(client) || counts.size() < MOST_CLIENTS ? client : OTHERS;
        return counts.merge(counted, 1, Integer::sum) <= perMinute;
    }
}
