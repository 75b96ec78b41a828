package org.tfmirror.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlarmTest {

    private final HandTurnedClockwork clockwork = new HandTurnedClockwork();
    private final List<Duration> rings = new ArrayList<>();
    private final Alarm alarm = new Alarm(clockwork, () -> rings.add(Duration.ofNanos(clockwork.nanoTime())));

    @Test
    void ringsOnceAtTheEarliestOfTheTimesItWasTold() {
        alarm.within(Duration.ofSeconds(5));
        alarm.within(Duration.ofSeconds(3));
        alarm.within(Duration.ofSeconds(4));

        clockwork.turn(Duration.ofMinutes(1));

        assertThat(rings).containsExactly(Duration.ofSeconds(3));
    }

    @Test
    void ringsAgainForATimeThatIsToldAfterARing() {
        alarm.within(Duration.ofSeconds(3));
        clockwork.turn(Duration.ofSeconds(3));
        alarm.within(Duration.ofSeconds(5));
        clockwork.turn(Duration.ofSeconds(5));

        assertThat(rings).containsExactly(Duration.ofSeconds(3), Duration.ofSeconds(8));
    }

    @Test
    void isSilentOnceTheClockworkHasStopped() {
        clockwork.shutdownNow();

        alarm.within(Duration.ZERO);

        assertThat(rings).isEmpty();
    }
}
