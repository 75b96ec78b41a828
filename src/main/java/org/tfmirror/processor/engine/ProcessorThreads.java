package org.tfmirror.processor.engine;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * The threads of a replica's processor: one each for polls, heartbeats, fencing and rescues. A database that does not
 * answer one of them blocks none of the others.
 */
public record ProcessorThreads(
        ScheduledExecutorService polls,
        ScheduledExecutorService heartbeats,
        ScheduledExecutorService fencing,
        ScheduledExecutorService rescues) {

    public static ProcessorThreads start() {
        return new ProcessorThreads(
                thread("tfmirror-polls"),
                thread("tfmirror-heartbeats"),
                thread("tfmirror-fencing"),
                thread("tfmirror-rescues"));
    }

    /** Ends all threads, busy or not. */
    public void shutdown() {
        polls.shutdownNow();
        heartbeats.shutdownNow();
        fencing.shutdownNow();
        rescues.shutdownNow();
    }

    /** A daemon thread with a name that a thread dump can be searched for. */
    private static ScheduledExecutorService thread(String name) {
        ScheduledThreadPoolExecutor one = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        one.setRemoveOnCancelPolicy(true); // a time that is replaced by an earlier one leaves nothing behind
        return one;
    }
}
