package org.tfmirror.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MinimumRateTest {

    private static final long SECOND = 1_000_000_000L;

    private final MinimumRate rate = new MinimumRate(Duration.ofSeconds(10), 1000);

    /** Waits for the client from one second to another, in which it takes so many bytes. */
    private void wait(int from, int to, int bytes) {
        rate.waitFrom(from * SECOND);
        rate.moved(bytes, to * SECOND);
    }

    @Test
    void aWindowWithEnoughBytesIsFine() {
        wait(0, 5, 5_000);
        wait(5, 10, 5_000);

        assertThat(rate.isMissed(10 * SECOND)).isFalse();
    }

    @Test
    void aWindowWithTooFewBytesIsNot() {
        wait(0, 5, 5_000);
        wait(5, 10, 4_999);

        assertThat(rate.isMissed(10 * SECOND)).isTrue();
    }

    @Test
    void aClientThatTakesNothingIsNoticedInTheMiddle() {
        rate.waitFrom(3 * SECOND);

        assertThat(rate.isMissed(13 * SECOND - 1)).isFalse();
        assertThat(rate.isMissed(13 * SECOND)).isTrue();
    }

    @Test
    void aClientThatStopsAfterAGoodStartIsNoticedInTheNextWindow() {
        wait(0, 1, 1_000_000);
        rate.waitFrom(1 * SECOND);

        assertThat(rate.isMissed(10 * SECOND)).isFalse();
        assertThat(rate.isMissed(19 * SECOND)).isFalse();
        assertThat(rate.isMissed(20 * SECOND)).isTrue();
    }

    @Test
    void timeInWhichNobodyWaitsForTheClientDoesNotCount() {
        wait(0, 5, 1);

        assertThat(rate.isMissed(1_000 * SECOND)).isFalse();
        rate.waitFrom(1_000 * SECOND);
        assertThat(rate.isMissed(1_004 * SECOND)).isFalse();
        assertThat(rate.isMissed(1_005 * SECOND)).isTrue();
    }

    @Test
    void aGoodWindowDoesNotExcuseTheNext() {
        wait(0, 10, 1_000_000);
        wait(10, 20, 1);

        assertThat(rate.isMissed(20 * SECOND)).isTrue();
    }

    @Test
    void aMinimumOfZeroIsNoMinimum() {
        MinimumRate off = new MinimumRate(Duration.ofSeconds(10), 0);
        off.waitFrom(0);

        assertThat(off.isMissed(1_000_000 * SECOND)).isFalse();
    }
}
