package org.tfmirror.processor.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final Duration MAX = Duration.ofMinutes(15);

    @Test
    void doublesWithEachRetry() {
        Backoff steady = new Backoff(FIRST, MAX, always(0.5));

        assertThat(IntStream.rangeClosed(1, 4).mapToObj(retry -> steady.delay(retry, null)))
                .containsExactly(
                        Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(40));
    }

    @Test
    void isJitteredByAFifthBothWays() {
        assertThat(new Backoff(FIRST, MAX, always(0)).delay(1, null)).isEqualTo(Duration.ofSeconds(4));
        assertThat(new Backoff(FIRST, MAX, always(1)).delay(1, null)).isEqualTo(Duration.ofSeconds(6));
    }

    @Test
    void neverExceedsItsCap() {
        assertThat(new Backoff(FIRST, MAX, always(1)).delay(60, null)).isEqualTo(MAX);
        assertThat(new Backoff(FIRST, MAX, always(0.5)).delay(1, Duration.ofDays(1)))
                .isEqualTo(MAX);
    }

    @Test
    void takesTheLongerOfItsOwnDelayAndTheOneAskedFor() {
        Backoff steady = new Backoff(FIRST, MAX, always(0.5));

        assertThat(steady.delay(1, Duration.ofSeconds(90))).isEqualTo(Duration.ofSeconds(90));
        assertThat(steady.delay(1, Duration.ofSeconds(1))).isEqualTo(FIRST);
    }

    private static RandomGenerator always(double value) {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                throw new UnsupportedOperationException();
            }

            @Override
            public double nextDouble() {
                return value;
            }
        };
    }
}
