package org.tfmirror.live;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.tfmirror.job.progress.ProgressReader;

/** Starts and stops the watching of jobs with the application. Its thread exists only while a client watches. */
@Singleton
class JobEventBeans {

    private static final int BEFORE_THE_DRAIN = 1;

    /** Not a bare executor, which would be every executor to the container. */
    record WatchThread(ScheduledThreadPoolExecutor executor) {}

    @Produces
    @Singleton
    WatchThread thread() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(null, task, "tfmirror-watch", 0, false);
            thread.setDaemon(true);
            return thread;
        });
        executor.setKeepAliveTime(10, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        return new WatchThread(executor);
    }

    void close(@Disposes WatchThread thread) {
        thread.executor().shutdownNow();
    }

    @Produces
    @Singleton
    JobEventHub hub(ProgressReader reader, EventsConfig config, WatchThread thread) {
        return new JobEventHub(
                reader,
                config.maxWatchers(),
                (task, delay) -> {
                    ScheduledFuture<?> unused = thread.executor().schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
                },
                System::nanoTime);
    }

    /** Before the processor's drain, which takes its time: the server waits for open streams, and clients for nothing. */
    void onStopAhead(@Observes @Priority(BEFORE_THE_DRAIN) ShutdownDelayInitiatedEvent event, JobEventHub hub) {
        hub.end();
    }

    void onStop(@Observes ShutdownEvent event, JobEventHub hub) {
        hub.end();
    }
}
