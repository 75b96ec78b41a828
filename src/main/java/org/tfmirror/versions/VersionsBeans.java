package org.tfmirror.versions;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.tfmirror.origin.OriginRegistry;
import org.tfmirror.policy.HoldTable;
import org.tfmirror.policy.MinimumAge;
import org.tfmirror.policy.OnDemandConfig;

/** Gives the application its lists, with the threads that fetch them. */
@Singleton
class VersionsBeans {

    private static final int THREADS = 4;
    private static final int MOST_WAITING = 100;
    private static final Duration IDLE = Duration.ofSeconds(30);

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE.toSeconds(),
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_WAITING),
            named("tfmirror-versions-"));
    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(1, named("tfmirror-versions-timer-"));

    VersionsBeans() {
        threads.allowCoreThreadTimeOut(true);
    }

    @Produces
    @Singleton
    OriginLists originLists(DataSource dataSource, OnDemandConfig config) {
        return new OriginLists(dataSource, ListTimes.of(config.listMaxAge()));
    }

    @Produces
    @Singleton
    VersionHolds versionHolds(OriginLists lists, HoldTable table, MinimumAge ages, OriginRegistry origin) {
        return new VersionHolds(lists, table, ages, origin);
    }

    @Produces
    @Singleton
    AvailableVersions availableVersions(
            OriginLists lists, OriginRegistry origin, VersionHolds holds, OnDemandConfig config) {
        return new AvailableVersions(
                lists,
                new ListFetcher(lists, origin, holds),
                ListTimes.of(config.listMaxAge()),
                threads,
                (delay, task) -> timer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS));
    }

    private static ThreadFactory named(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    @PreDestroy
    void stop() {
        threads.shutdownNow();
        timer.shutdownNow();
    }
}
