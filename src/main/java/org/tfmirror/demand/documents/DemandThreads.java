package org.tfmirror.demand.documents;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads on which origins are asked for documents, and a timer. */
interface DemandThreads {

    /**
     * Runs a task that may block.
     *
     * @throws java.util.concurrent.RejectedExecutionException where too many wait
     */
    void execute(Runnable task);

    /** Runs the task after so long, on a thread on which nothing may block. */
    void after(Duration delay, Runnable task);

    /** Threads of the application. */
    final class OfApplication implements DemandThreads {

        private static final int THREADS = 8;
        private static final int MOST_WAITING = 200;
        private static final long IDLE_SECONDS = 30;

        private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MOST_WAITING),
                named("tfmirror-documents-"));
        private final ScheduledThreadPoolExecutor timer =
                new ScheduledThreadPoolExecutor(1, named("tfmirror-documents-timer-"));

        OfApplication() {
            threads.allowCoreThreadTimeOut(true);
        }

        @Override
        public void execute(Runnable task) {
            threads.execute(task);
        }

        @Override
        public void after(Duration delay, Runnable task) {
            timer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
        }

        void stop() {
            threads.shutdownNow();
            timer.shutdownNow();
        }

        private static ThreadFactory named(String prefix) {
            AtomicInteger count = new AtomicInteger();
            return task -> {
                Thread thread = new Thread(task, prefix + count.incrementAndGet());
                thread.setDaemon(true);
                return thread;
            };
        }
    }
}
