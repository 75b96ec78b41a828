package org.tfmirror.origin.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.tfmirror.origin.OriginException.HostPaused;
import org.tfmirror.origin.guard.HostPort;

/**
 * Remembers hosts that asked for a pause. Until it is over, requests to them fail at once, so that they neither make
 * it worse nor hold a worker. Thread-safe.
 */
final class HostBackoff {

    private final Map<HostPort, Instant> pausedUntil = new ConcurrentHashMap<>();
    private final Clock clock;

    HostBackoff(Clock clock) {
        this.clock = clock;
    }

    void pause(HostPort host, Duration wait) {
        Instant now = clock.instant();
        pausedUntil.values().removeIf(until -> !until.isAfter(now));
        pausedUntil.merge(host, now.plus(wait), (old, fresh) -> old.isAfter(fresh) ? old : fresh);
    }

    void check(HostPort host) throws HostPaused {
        @Nullable Instant until = pausedUntil.get(host);
        if (until != null && until.isAfter(clock.instant())) {
            throw new HostPaused(host.toString(), Duration.between(clock.instant(), until));
        }
    }
}
