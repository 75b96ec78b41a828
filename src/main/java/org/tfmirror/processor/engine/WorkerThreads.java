package org.tfmirror.processor.engine;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads that run jobs. Requests never use them, so no number of requests delays a job. */
public final class WorkerThreads {

    private static final long IDLE_SECONDS = 30;

    private WorkerThreads() {}

    /** @param count one for each job at once; a worker that ends may overlap with the next one that begins */
    public static ExecutorService start(int count) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                count, count, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(count), named());
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    private static ThreadFactory named() {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "tfmirror-worker-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
