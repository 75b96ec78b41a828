package org.tfmirror.processor.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Progress is saved once a second, for any number of buffers. */
class ThrottledProgressTest {

    private static final long SECOND = 1_000_000_000;

    private final AtomicLong nanoTime = new AtomicLong();
    private final List<String> saved = new ArrayList<>();
    private final List<Long> increments = new ArrayList<>();
    private boolean fails;
    private final ThrottledProgress progressWriter = new ThrottledProgress(
            (bytes, expected) -> {
                saved.add(bytes + " of " + expected);
                if (fails) {
                    throw new SQLException("gone");
                }
            },
            increments::add,
            nanoTime::get);

    private void after(long nanos, long bytes) {
        nanoTime.addAndGet(nanos);
        progressWriter.accept(bytes);
    }

    @Test
    void isSavedForTheFirstTimeAfterASecondAndThenOnceASecond() {
        progressWriter.expect(1000);
        after(SECOND - 1, 100);
        assertThat(saved).isEmpty();

        after(1, 200);
        for (int i = 0; i < 9; i++) {
            after(SECOND / 10, 300 + i);
        }
        assertThat(saved).containsExactly("200 of 1000");

        after(SECOND / 10, 400);
        assertThat(saved).containsExactly("200 of 1000", "400 of 1000");
    }

    @Test
    void anUnknownLengthIsNone() {
        progressWriter.expect(-1);
        after(SECOND, 5);

        assertThat(saved).containsExactly("5 of null");
    }

    @Test
    void everyBufferIsCountedWhetherSavedOrNot() {
        after(0, 10);
        after(0, 25);
        after(0, 7); // begun once more

        assertThat(increments).containsExactly(10L, 15L, 7L);
    }

    @Test
    void aSaveThatFailsHarmsNothingAndIsNotRepeatedAtOnce() {
        fails = true;
        after(SECOND, 1);
        after(1, 2);

        assertThat(saved).containsExactly("1 of null");
    }
}
