package org.tfmirror.processor;

import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.tfmirror.job.JobBell;
import org.tfmirror.job.JobBell.Ring;

/** Keeps listening for what other replicas tell, on a thread of its own, across lost connections. */
final class Doorbell {

    private static final Logger LOG = Logger.getLogger(Doorbell.class);

    private final JobBell bell;
    private final Consumer<Ring> heard;
    private final Backoff afterFailure;
    private final CountDownLatch ended = new CountDownLatch(1);

    Doorbell(JobBell bell, Consumer<Ring> heard, Backoff afterFailure) {
        this.bell = bell;
        this.heard = heard;
        this.afterFailure = afterFailure;
    }

    void start() {
        Thread thread = new Thread(this::run, "tfmirror-doorbell");
        thread.setDaemon(true);
        thread.start();
    }

    void end() {
        ended.countDown();
    }

    private void run() {
        AtomicInteger failures = new AtomicInteger();
        while (!hasEnded()) {
            try {
                bell.listen(
                        ring -> {
                            failures.set(0);
                            heard.accept(ring);
                        },
                        this::hasEnded);
                return;
            } catch (SQLException e) {
                LOG.debugf("not listening, the poll finds what comes meanwhile error=%s", e.getMessage());
            } catch (RuntimeException | Error e) {
                LOG.error("listening failed unexpectedly, it is tried again", e);
            }
            if (!pause(failures.incrementAndGet())) {
                return;
            }
        }
    }

    private boolean hasEnded() {
        return ended.getCount() == 0;
    }

    /** False where it was ended meanwhile. */
    private boolean pause(int failures) {
        try {
            return !ended.await(afterFailure.delay(Math.min(failures, 16), null).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
