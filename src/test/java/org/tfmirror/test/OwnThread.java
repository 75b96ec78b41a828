package org.tfmirror.test;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Runs what a test waits for in a thread of its own. {@link CompletableFuture}'s common pool has one thread on a machine of
 * two cores, and from JDK 25 on the second task then waits for the first.
 */
public final class OwnThread {

    private static final Executor THREAD = task -> {
        Thread thread = new Thread(task, "test-background");
        thread.setDaemon(true);
        thread.start();
    };

    private OwnThread() {}

    public static <T> CompletableFuture<T> supply(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, THREAD);
    }

    public static CompletableFuture<Void> run(Runnable work) {
        return CompletableFuture.runAsync(work, THREAD);
    }
}
