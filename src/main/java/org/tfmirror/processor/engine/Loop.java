package org.tfmirror.processor.engine;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs rounds of one kind of work on one thread, for ever. A round returns when the next one is due. A caller may ask
 * for it sooner; many calls before it starts lead to one round. An exception of a round is logged, and the loop
 * continues. Thread-safe.
 */
final class Loop {

    private static final Logger LOG = Logger.getLogger(Loop.class);

    private final String name;
    private final WakeUpTimer next;
    private final Duration afterFailure;
    private final Round round;

    /** One round of the work. */
    interface Round {
        /** The latest time of the next round; null where it waits for a request. */
        @Nullable
        Duration run();
    }

    /**
     * @param name for the log
     * @param afterFailure when to go on after a round that failed unexpectedly
     */
    Loop(String name, ScheduledExecutorService thread, Duration afterFailure, Round round) {
        this.name = name;
        this.next = new WakeUpTimer(thread, this::run);
        this.afterFailure = afterFailure;
        this.round = round;
    }

    /** Asks for a round as soon as the thread is free. */
    void runSoon() {
        next.within(Duration.ZERO);
    }

    private void run() {
        Duration due = afterFailure;
        try {
            due = round.run();
        } catch (RuntimeException | Error e) {
            // An Error, too: without its loop the replica would be alive and useless.
            LOG.errorf(e, "a round failed unexpectedly, the loop continues loop=%s", name);
        }
        if (due != null) {
            next.within(due);
        }
    }
}
