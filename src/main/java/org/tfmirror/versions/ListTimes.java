package org.tfmirror.versions;

import java.time.Duration;

/**
 * How long answers of origins are valid.
 *
 * @param maxAge how old a list may be
 * @param missing how long it is remembered that there is no such provider
 * @param retry how long the origin is not asked again after a failure
 * @param fetch how long one request for a list may take
 * @param patience how long a client waits for the first list
 */
public record ListTimes(Duration maxAge, Duration missing, Duration retry, Duration fetch, Duration patience) {

    /** As the protocol's clients need it, who wait for ten seconds, and ask once more after at most five. */
    public static ListTimes of(Duration maxAge) {
        return new ListTimes(
                maxAge, Duration.ofMinutes(5), Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(8));
    }
}
