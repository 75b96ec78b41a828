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
import org.tfmirror.job.JobBell.Ring;
import org.tfmirror.test.Packages;
import org.tfmirror.test.TestDatabase;
import org.tfmirror.test.TestQueueConfig;

class JobBellTest {

    private final JobBell bell = TestDatabase.bell();
    private final BlockingQueue<Ring> heard = new LinkedBlockingQueue<>();
    private final AtomicBoolean ended = new AtomicBoolean();

    @BeforeEach
    void empty() {
        TestDatabase.empty();
    }

    @Test
    void whoListensHearsOfWhatWasMissedAndOfWhatComes() throws Exception {
        CompletableFuture<@Nullable Throwable> listener = listen();
        assertThat(next()).isEqualTo(Ring.DUE);

        bell.ring(Ring.STOP);
        assertThat(next()).isEqualTo(Ring.STOP);

        end(listener);
    }

    @Test
    void cancelsAndRetriesAreHeardAndWhatChangesNothingIsNot() throws Exception {
        long id = TestDatabase.submit(Packages.number(1));
        CompletableFuture<@Nullable Throwable> listener = listen();
        assertThat(next()).isEqualTo(Ring.DUE);
        JobControl control = new JobControl(TestDatabase.retryingDataSource(), bell);

        control.cancel(id);
        control.cancel(id);
        control.retry(id);

        assertThat(next()).isEqualTo(Ring.STOP);
        assertThat(next()).isEqualTo(Ring.DUE);
        assertThat(heard).isEmpty();
        end(listener);
    }

    @Test
    void aLostConnectionIsNoticed() throws Exception {
        CompletableFuture<@Nullable Throwable> listener = listen();
        assertThat(next()).isEqualTo(Ring.DUE);

        TestDatabase.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where query = 'listen tfmirror_jobs'");

        assertThat(listener.get()).isInstanceOf(SQLException.class);
    }

    @Test
    void switchedOffItNeitherRingsNorListens() throws Exception {
        JobBell silent = new JobBell(TestDatabase.dataSource(), new TestQueueConfig(false));
        silent.listen(heard::add, () -> false);
        assertThat(heard).isEmpty();

        CompletableFuture<@Nullable Throwable> listener = listen();
        assertThat(next()).isEqualTo(Ring.DUE);
        silent.ring(Ring.STOP);
        end(listener);
        assertThat(heard).doesNotContain(Ring.STOP);
    }

    private CompletableFuture<@Nullable Throwable> listen() {
        return CompletableFuture.supplyAsync(() -> {
            try {
                bell.listen(heard::add, ended::get);
                return null;
            } catch (SQLException e) {
                return e;
            }
        });
    }

    private Ring next() throws InterruptedException {
        Ring ring = heard.poll(30, TimeUnit.SECONDS);
        if (ring == null) {
            throw new AssertionError("nothing was heard");
        }
        return ring;
    }

    private void end(CompletableFuture<@Nullable Throwable> listener)
            throws SQLException, InterruptedException, ExecutionException {
        ended.set(true);
        bell.ring(Ring.DUE); // so that it looks up
        assertThat(listener.get()).isNull();
    }
}
