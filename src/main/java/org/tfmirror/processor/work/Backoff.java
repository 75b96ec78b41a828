package org.tfmirror.processor.work;

import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How long to wait before a retry: {@code first × 2^(n-1)}, jittered by ±20 % so that what failed together does not
 * come back together, and never longer than {@code max}.
 */
public final class Backoff {

    private static final double JITTER = 0.2;

    private final Duration first;
    private final Duration max;
    private final RandomGenerator random;

    public Backoff(Duration first, Duration max, RandomGenerator random) {
        this.first = first;
        this.max = max;
        this.random = random;
    }

    /** For a database that is away: from 100 ms to 5 s. */
    public static Backoff forOutages() {
        return new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5), new Random());
    }

    /** With other limits and the same jitter. */
    public Backoff between(Duration first, Duration max) {
        return new Backoff(first, max, random);
    }

    /**
     * @param retry 1 for the first retry
     * @param atLeast the delay that the other side asked for; null where it asked for none
     */
    public Duration delay(int retry, @Nullable Duration atLeast) {
        double doubled = (double) first.toMillis() * Math.pow(2, Math.max(0, retry - 1));
        double jittered = Math.min(doubled, (double) max.toMillis()) * (1 + JITTER * (2 * random.nextDouble() - 1));
        double asked = atLeast == null ? 0 : (double) atLeast.toMillis();
        return Duration.ofMillis((long) Math.min(Math.max(jittered, asked), (double) max.toMillis()));
    }

    /** The requested delay and up to a fifth more, so that waiting clients do not come back together. */
    Duration notBefore(@Nullable Duration asked) {
        Duration wait = asked == null ? first : asked;
        double jittered = (double) wait.toMillis() * (1 + JITTER * random.nextDouble());
        return Duration.ofMillis((long) Math.min(jittered, (double) max.toMillis()));
    }
}
