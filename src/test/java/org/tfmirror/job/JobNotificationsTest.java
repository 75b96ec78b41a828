package org.tfmirror.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.job.JobNotifications.Notification;
import org.tfmirror.test.OwnThread;
import org.tfmirror.test.Packages;
import org.tfmirror.test.TestDatabase;
import org.tfmirror.test.TestQueueConfig;

class JobNotificationsTest {

    private final JobNotifications notifications = TestDatabase.notifications();
    private final BlockingQueue<Notification> received = new LinkedBlockingQueue<>();
    private final AtomicBoolean ended = new AtomicBoolean();

    @BeforeEach
    void empty() {
        TestDatabase.empty();
    }

    @Test
    void whoListensHearsOfWhatWasMissedAndOfWhatComes() throws Exception {
        CompletableFuture<@Nullable Throwable> listener = listen();
        assertThat(next()).isEqualTo(Notification.DUE);

        notifications.send(Notification.STOP);
        assertThat(next()).isEqualTo(Notification.STOP);

        end(listener);
    }

    @Test
    void cancelsAndRetriesAreHeardAndWhatChangesNothingIsNot() throws Exception {
        long id = TestDatabase.submit(Packages.number(1));
        CompletableFuture<@Nullable Throwable> listener = listen();
        assertThat(next()).isEqualTo(Notification.DUE);
        JobControl control = new JobControl(TestDatabase.retryingDataSource(), notifications);

        control.cancel(id);
        control.cancel(id);
        control.retry(id);

        assertThat(next()).isEqualTo(Notification.STOP);
        assertThat(next()).isEqualTo(Notification.DUE);
        assertThat(received).isEmpty();
        end(listener);
    }

    @Test
    void aLostConnectionIsNoticed() throws Exception {
        CompletableFuture<@Nullable Throwable> listener = listen();
        assertThat(next()).isEqualTo(Notification.DUE);

        TestDatabase.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where query = 'listen tfmirror_jobs'");

        assertThat(listener.get()).isInstanceOf(SQLException.class);
    }

    @Test
    void switchedOffItNeitherRingsNorListens() throws Exception {
        JobNotifications silent = new JobNotifications(TestDatabase.dataSource(), new TestQueueConfig(false));
        silent.listen(received::add, () -> false);
        assertThat(received).isEmpty();

        CompletableFuture<@Nullable Throwable> listener = listen();
        assertThat(next()).isEqualTo(Notification.DUE);
        silent.send(Notification.STOP);
        end(listener);
        assertThat(received).doesNotContain(Notification.STOP);
    }

    private CompletableFuture<@Nullable Throwable> listen() {
        return OwnThread.supply(() -> {
            try {
                notifications.listen(received::add, ended::get);
                return null;
            } catch (SQLException e) {
                return e;
            }
        });
    }

    private Notification next() throws InterruptedException {
        Notification ring = received.poll(30, TimeUnit.SECONDS);
        if (ring == null) {
            throw new AssertionError("nothing was heard");
        }
        return ring;
    }

    private void end(CompletableFuture<@Nullable Throwable> listener)
            throws SQLException, InterruptedException, ExecutionException {
        ended.set(true);
        notifications.send(Notification.DUE); // so that it looks up
        assertThat(listener.get()).isNull();
    }
}
