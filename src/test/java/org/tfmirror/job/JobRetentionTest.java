package org.tfmirror.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.test.TestDatabase.execute;
import static org.tfmirror.test.TestDatabase.query;

import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.test.Packages;
import org.tfmirror.test.TestDatabase;
import org.tfmirror.test.TestQueueConfig;

class JobRetentionTest {

    private final JobRetention retention = new JobRetention(TestDatabase.dataSource(), new TestQueueConfig(true));

    @BeforeEach
    void empty() {
        TestDatabase.empty();
    }

    @Test
    void eachKindOfEndIsKeptForItsOwnTimeAndOpenJobsForEver() throws SQLException {
        job("completed", "8 days");
        job("completed", "6 days");
        job("failed", "8 days");
        job("failed", "31 days");
        job("cancelled", "31 days");
        long pending = TestDatabase.submit(Packages.number(1));
        execute("update job set created_at = now() - interval '90 days' where id = ?", pending);

        assertThat(retention.prune()).isEqualTo(3);

        assertThat(query("select status from job order by status").stream().map(row -> row.get(0)))
                .containsExactly("completed", "failed", "pending");
        assertThat(query("select count(*) from job_item").get(0).get(0)).isEqualTo(1L);
    }

    @Test
    void moreThanABatchGoesInOneCall() throws SQLException {
        execute(
                "insert into job (created_by, total_items, status, completed_at)"
                        + " select 'alice', 0, 'completed', now() - interval '8 days' from generate_series(1, ?)",
                JobRetention.BATCH + 1);

        assertThat(retention.prune()).isEqualTo(JobRetention.BATCH + 1);
    }

    private static void job(String status, String age) {
        execute(
                "insert into job (created_by, total_items, status, completed_at)"
                        + " values ('alice', 0, ?, now() - ?::interval)",
                status,
                age);
    }
}
