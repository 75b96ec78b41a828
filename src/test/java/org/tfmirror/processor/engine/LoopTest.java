package org.tfmirror.processor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tfmirror.processor.ManualScheduler;

class LoopTest {

    private static final Duration ROUND = Duration.ofSeconds(10);

    private final ManualScheduler scheduler = new ManualScheduler();
    private final List<Long> rounds = new ArrayList<>();

    private Loop loop(Loop.Round round) {
        return new Loop("test", scheduler, Duration.ofSeconds(1), () -> {
            rounds.add(Duration.ofNanos(scheduler.nanoTime()).toSeconds());
            return round.run();
        });
    }

    @Test
    void eachRoundSaysWhenTheNextIsDue() {
        loop(() -> ROUND).runSoon();

        scheduler.turn(Duration.ofSeconds(25));

        assertThat(rounds).containsExactly(0L, 10L, 20L);
    }

    @Test
    void aRoundThatSaysNothingWaitsToBeAskedFor() {
        Loop loop = loop(() -> null);
        loop.runSoon();
        scheduler.turn(Duration.ofHours(1));
        loop.runSoon();
        scheduler.settle();

        assertThat(rounds).containsExactly(0L, 3600L);
    }

    @Test
    void manyWhoAskWhileOneWaitsGetOneRound() {
        Loop loop = loop(() -> null);

        for (int i = 0; i < 100; i++) {
            loop.runSoon();
        }
        scheduler.settle();

        assertThat(rounds).hasSize(1);
    }

    @Test
    void whoAsksDuringARoundGetsAnother() {
        List<Loop> self = new ArrayList<>();
        self.add(loop(() -> {
            if (rounds.size() == 1) {
                self.get(0).runSoon();
            }
            return null;
        }));
        self.get(0).runSoon();
        scheduler.settle();

        assertThat(rounds).hasSize(2);
    }

    @Test
    void anExceptionDoesNotEndTheRounds() {
        loop(() -> {
                    throw new IllegalStateException("a bug");
                })
                .runSoon();

        scheduler.turn(Duration.ofSeconds(2));

        assertThat(rounds).containsExactly(0L, 1L, 2L);
    }

    @Test
    void anErrorDoesNotEndTheRounds() {
        loop(() -> {
                    throw new NoClassDefFoundError("a broken image");
                })
                .runSoon();

        scheduler.turn(Duration.ofSeconds(2));

        assertThat(rounds).containsExactly(0L, 1L, 2L);
    }
}
