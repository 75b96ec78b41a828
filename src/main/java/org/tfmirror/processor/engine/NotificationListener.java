package org.tfmirror.processor.engine;

import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.tfmirror.job.JobNotifications;
import org.tfmirror.job.JobNotifications.Notification;
import org.tfmirror.processor.work.Backoff;

/** Listens for notifications of other replicas, on a thread of its own. It reconnects after a lost connection. */
public final class NotificationListener {

    private static final Logger LOG = Logger.getLogger(NotificationListener.class);

    private final JobNotifications notifications;
    private final Consumer<Notification> received;
    private final Backoff afterFailure;
    private final CountDownLatch ended = new CountDownLatch(1);

    public NotificationListener(JobNotifications notifications, Consumer<Notification> received, Backoff afterFailure) {
        this.notifications = notifications;
        this.received = received;
        this.afterFailure = afterFailure;
    }

    public void start() {
        Thread thread = new Thread(this::run, "tfmirror-notifications");
        thread.setDaemon(true);
        thread.start();
    }

    public void end() {
        ended.countDown();
    }

    private void run() {
        AtomicInteger failures = new AtomicInteger();
        while (!hasEnded()) {
            try {
                notifications.listen(
                        notification -> {
                            failures.set(0);
                            received.accept(notification);
                        },
                        this::hasEnded);
                return;
            } catch (SQLException e) {
                LOG.debugf("not listening for notifications, polls find new jobs meanwhile error=%s", e.getMessage());
            } catch (RuntimeException | Error e) {
                LOG.error("listening for notifications failed unexpectedly, trying again", e);
            }
            if (!pause(failures.incrementAndGet())) {
                return;
            }
        }
    }

    private boolean hasEnded() {
        return ended.getCount() == 0;
    }

    /** False where it ended meanwhile. */
    private boolean pause(int failures) {
        try {
            return !ended.await(afterFailure.delay(Math.min(failures, 16), null).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
