package org.tfmirror.processor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tfmirror.processor.ManualScheduler;

class WakeUpTimerTest {

    private final ManualScheduler scheduler = new ManualScheduler();
    private final List<Duration> fired = new ArrayList<>();
    private final WakeUpTimer alarm =
            new WakeUpTimer(scheduler, () -> fired.add(Duration.ofNanos(scheduler.nanoTime())));

    @Test
    void firesOnceAtTheEarliestOfItsTimes() {
        alarm.within(Duration.ofSeconds(5));
        alarm.within(Duration.ofSeconds(3));
        alarm.within(Duration.ofSeconds(4));

        scheduler.turn(Duration.ofMinutes(1));

        assertThat(fired).containsExactly(Duration.ofSeconds(3));
    }

    @Test
    void firesAgainForATimeThatIsGivenAfterItFired() {
        alarm.within(Duration.ofSeconds(3));
        scheduler.turn(Duration.ofSeconds(3));
        alarm.within(Duration.ofSeconds(5));
        scheduler.turn(Duration.ofSeconds(5));

        assertThat(fired).containsExactly(Duration.ofSeconds(3), Duration.ofSeconds(8));
    }

    @Test
    void neverFiresOnceTheSchedulerHasStopped() {
        scheduler.shutdownNow();

        alarm.within(Duration.ZERO);

        assertThat(fired).isEmpty();
    }
}
