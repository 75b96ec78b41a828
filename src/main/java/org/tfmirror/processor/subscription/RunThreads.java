package org.tfmirror.processor.subscription;

import java.sql.SQLException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/** The threads on which subscriptions run: a slow origin holds up one of them. Thread-safe. */
public final class RunThreads {

    private static final Logger LOG = Logger.getLogger(RunThreads.class);

    private static final int COUNT = 4;
    private static final int IDLE_SECONDS = 30;

    private final AtomicInteger busy = new AtomicInteger();
    private final ExecutorService threads;

    /** Runs due subscriptions, and ends when none is due. */
    public interface Round {
        void run() throws SQLException, InterruptedException;
    }

    public RunThreads() {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                COUNT, COUNT, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(COUNT), task -> {
                    Thread thread = new Thread(task, "tfmirror-subscriptions-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        this.threads = pool;
    }

    /**
     * Lets threads that are free run a round.
     *
     * @param wanted how many at most
     */
    public void wake(int wanted, Round round) {
        for (int free = Math.min(wanted, COUNT - busy.get()); free > 0; free--) {
            busy.incrementAndGet();
            try {
                threads.execute(() -> run(round));
            } catch (RejectedExecutionException e) {
                busy.decrementAndGet();
                return; // stopped
            }
        }
    }

    private void run(Round round) {
        try {
            round.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            LOG.warnf("subscriptions not run, the next tick tries again error=%s", e.getMessage());
        } catch (RuntimeException | Error e) {
            LOG.error("subscriptions not run, the next tick tries again", e);
        } finally {
            busy.decrementAndGet();
        }
    }

    /** Ends the runs under way: they are given back, and another replica takes them. */
    public void stop() {
        threads.shutdownNow();
    }
}
