package org.tfmirror.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tfmirror.test.TestDatabase.execute;
import static org.tfmirror.test.TestDatabase.query;

import java.sql.SQLException;
import java.util.List;
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

    /** As the database's time limit would: a trigger sees each statement's rows. */
    @Test
    void noStatementDeletesMoreThanABatchOfItems() throws SQLException {
        job("completed", "8 days", 2 * JobRetention.BATCH + 1);
        job("completed", "8 days", 10);
        execute("""
                create function too_many() returns trigger language plpgsql as $$
                begin
                  if (select count(*) from gone) > %d then raise exception 'too many rows at once'; end if;
                  return null;
                end $$
                """.formatted(JobRetention.BATCH));
        execute("create trigger too_many after delete on job_item referencing old table as gone"
                + " for each statement execute function too_many()");
        try {
            assertThat(retention.prune()).isEqualTo(2);
        } finally {
            execute("drop trigger too_many on job_item");
            execute("drop function too_many");
        }

        assertThat(query("select * from job")).isEmpty();
        assertThat(query("select * from job_item")).isEmpty();
    }

    @Test
    void aBatchThatFailsPutsOffNoOther() throws SQLException {
        long first = job("completed", "8 days", JobRetention.BATCH);
        job("completed", "8 days", JobRetention.BATCH);
        job("failed", "31 days", 1);
        execute("create function refuse() returns trigger language plpgsql as"
                + " $$ begin raise exception 'refused'; end $$");
        execute("create trigger refuse before delete on job for each row when (old.id = " + first
                + ") execute function refuse()");
        try {
            assertThatThrownBy(retention::prune)
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("refused");
        } finally {
            execute("drop trigger refuse on job");
            execute("drop function refuse");
        }

        assertThat(query("select id from job")).containsExactly(List.of(first));
        assertThat(query("select count(*) from job_item")).containsExactly(List.of((long) JobRetention.BATCH));
    }

    private static long job(String status, String age, int items) {
        long id = (Long) java.util.Objects.requireNonNull(query(
                        "insert into job (created_by, total_items, completed_items, status, completed_at)"
                                + " values ('alice', ?, ?, ?, now() - ?::interval) returning id",
                        items,
                        status.equals("completed") ? items : 0,
                        status,
                        age)
                .get(0)
                .get(0));
        execute(
                "insert into job_item (job_id, ordinal, hostname, namespace, type, version, os, arch, status)"
                        + " select ?, n, 'example.com', 'acme', 'demo', '1.' || n || '.0', 'linux', 'amd64', ?"
                        + " from generate_series(1, ?) n",
                id,
                status,
                items);
        return id;
    }

    private static void job(String status, String age) {
        execute(
                "insert into job (created_by, total_items, status, completed_at)"
                        + " values ('alice', 0, ?, now() - ?::interval)",
                status,
                age);
    }
}
