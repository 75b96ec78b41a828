package org.tfmirror.delivery;

import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Puts the sender together. */
@Singleton
class DeliveryBeans {

    /**
     * Each thread reads for the next client in turn, so an archive needs no thread of its own; but there must be some
     * left when the store is silent on some of its connections.
     */
    private static final int MOST_THREADS = 16;

    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final Duration PACE_CHECK = Duration.ofSeconds(1);

    @Produces
    @Singleton
    ArchiveSender sender(ProxyConfig config, DeliveryThreads threads, Vertx vertx) {
        ArchiveSender sender = new ArchiveSender(config, threads.executor(), System::nanoTime);
        vertx.setPeriodic(PACE_CHECK.toMillis(), timer -> sender.cutSlowClients());
        return sender;
    }

    @Produces
    @Singleton
    DeliveryThreads threads(ProxyConfig config) {
        int count = Math.min(MOST_THREADS, config.maxArchives());
        // The queue has at most one task for each archive that is being sent.
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                count, count, IDLE.toSeconds(), TimeUnit.SECONDS, new LinkedBlockingQueue<>(), named());
        executor.allowCoreThreadTimeOut(true);
        return new DeliveryThreads(executor);
    }

    void close(@Disposes DeliveryThreads threads) {
        threads.executor().shutdownNow();
    }

    private static ThreadFactory named() {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "tfmirror-delivery-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Not a bare executor, which would be every executor to the container. */
    record DeliveryThreads(ExecutorService executor) {}
}
