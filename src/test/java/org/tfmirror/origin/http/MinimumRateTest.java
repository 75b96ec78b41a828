package org.tfmirror.origin.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MinimumRateTest {

    private static final long SECOND = 1_000_000_000L;

    private final MinimumRate pace = new MinimumRate(Duration.ofSeconds(10), 1000);

    @Test
    void aWindowWithEnoughBytesIsFine() {
        assertThat(pace.add(5000, 5 * SECOND)).isTrue();
        assertThat(pace.add(5000, 5 * SECOND)).isTrue();
    }

    @Test
    void aWindowWithTooFewBytesIsNot() {
        assertThat(pace.add(5000, 5 * SECOND)).isTrue();
        assertThat(pace.add(4999, 5 * SECOND)).isFalse();
    }

    @Test
    void nothingIsJudgedBeforeTheWindowIsFull() {
        assertThat(pace.add(1, 10 * SECOND - 1)).isTrue();
    }

    @Test
    void aGoodWindowDoesNotExcuseTheNext() {
        assertThat(pace.add(1_000_000, 10 * SECOND)).isTrue();
        assertThat(pace.add(1, 10 * SECOND)).isFalse();
    }

    @Test
    void aMinimumOfZeroIsNoMinimum() {
        MinimumRate off = new MinimumRate(Duration.ofSeconds(10), 0);

        assertThat(off.add(1, 1000 * SECOND)).isTrue();
    }
}
