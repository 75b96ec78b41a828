package org.tfmirror.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A rate as a person would read it off: of the last ten seconds, and of this attempt. */
class TransferRateTest {

    private static final long SECOND = 1_000_000_000;

    private final TransferRate rate = new TransferRate();

    @Test
    void isUnknownAtFirst() {
        assertThat(rate.bytesPerSecond()).isNull();
        rate.seen(0, 100);
        assertThat(rate.bytesPerSecond()).isNull();
    }

    @Test
    void isTheMeanOfWhatWasSeen() {
        rate.seen(0, 0);
        rate.seen(SECOND, 300);
        rate.seen(2 * SECOND, 300);
        rate.seen(3 * SECOND, 900);

        assertThat(rate.bytesPerSecond()).isEqualTo(300);
    }

    @Test
    void forgetsWhatIsLongerAgoThanTenSeconds() {
        rate.seen(0, 0);
        for (int second = 1; second <= 20; second++) {
            rate.seen(second * SECOND, second <= 10 ? 1000L * second : 10_000);
        }

        assertThat(rate.bytesPerSecond()).isZero();
    }

    @Test
    void beginsAnewWithEachAttempt() {
        rate.seen(0, 5000);
        rate.seen(SECOND, 9000);
        rate.seen(2 * SECOND, 10);
        assertThat(rate.bytesPerSecond()).isNull();

        rate.seen(3 * SECOND, 20);
        assertThat(rate.bytesPerSecond()).isEqualTo(10);
    }
}
