package org.tfmirror.test;

import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** What tests want to know of threads. */
public final class TestThreads {

    private TestThreads() {}

    /** Returns when the thread is in one of these states. */
    public static void awaitState(Thread thread, Thread.State... states) {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> List.of(states).contains(thread.getState()));
    }
}
