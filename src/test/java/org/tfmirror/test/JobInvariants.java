package org.tfmirror.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import javax.sql.DataSource;

/** The invariants of the queue, true at every moment, also after a crash; each is a query for its breaches. */
public final class JobInvariants {

    private static final List<String> BREACHES = List.of(
            // Counters equal the rows; of constraints, only the failed ones count.
            """
            select job.id, 'counts' from job where
              completed_items <> (select count(*) from job_item where job_id = job.id and status = 'completed'
                and version_constraint is null)
              or failed_items <> (select count(*) from job_item where job_id = job.id and status = 'failed')
              or cancelled_items <> (select count(*) from job_item where job_id = job.id and status = 'cancelled'
                and version_constraint is null)
              or total_items <> (select count(*) from job_item where job_id = job.id
                and (version_constraint is null or status = 'failed'))
            """,
            // A package is an item of a job once, whichever constraints brought it.
            """
            select job_id, hostname, namespace, type, version, os, arch, count(*) from job_item
            where version is not null group by job_id, hostname, namespace, type, version, os, arch having count(*) > 1
            """,
            // Nothing is in work under a job that is not.
            """
            select job.id, 'downloading under a job that is not running' from job join job_item on job_id = job.id
            where job_item.status = 'downloading' and job.status <> 'running'
            """,
            // What has ended has ended whole, and as its items say.
            """
            select job.id, 'open items under an ended job' from job join job_item on job_id = job.id
            where job.status in ('completed', 'failed', 'cancelled') and job_item.status in ('pending', 'downloading')
            """,
            """
            select id, 'completed with items that are not' from job
            where status = 'completed' and completed_items <> total_items
            """,
            """
            select id, 'failed without a failed item' from job where status = 'failed' and failed_items = 0
            """,
            // One token, one start.
            """
            select job.id, 'an item of a newer token than its job' from job join job_item on job_id = job.id
            where job_item.lease_epoch > job.lease_epoch
            """,
            """
            select job.id, 'an item in work under another token than its job' from job join job_item on job_id = job.id
            where job_item.status = 'downloading' and job_item.lease_epoch <> job.lease_epoch
            """,
            // A lease is somebody's, and only what is running has one.
            """
            select id, 'running without a lease, or leased without running' from job
            where (status = 'running') <> (lease_owner is not null)
              or (lease_owner is null) <> (lease_expires_at is null)
            """,
            // One at a time and in order: none was started while an earlier one was neither at its end nor waiting.
            """
            select job_id, 'two at a time' from job_item where status = 'downloading' group by job_id having count(*) > 1
            """,
            """
            select later.job_id, 'out of order' from job_item later
            join job_item earlier on earlier.job_id = later.job_id and earlier.ordinal < later.ordinal
            where later.status = 'downloading' and earlier.status = 'pending' and earlier.next_attempt_at is null
            """,
            """
            select job_id, 'waits although it is not pending' from job_item
            where next_attempt_at is not null and status <> 'pending'
            """,
            """
            select job_id, 'completed without an attempt, or with a fault' from job_item
            where status = 'completed' and (attempts = 0 or error_code is not null)
            """,
            """
            select job_id, 'ended without a time, or timed without an end' from job_item
            where (status in ('completed', 'failed', 'cancelled')) <> (completed_at is not null)
            """);

    private JobInvariants() {}

    /** Fails with every breach there is. */
    public static void check() {
        check(TestDatabase.dataSource());
    }

    /** Also fails where an item was started more often than that. */
    public static void check(DataSource dataSource, int maxAttempts) {
        check(dataSource);
        assertThat(TestDatabase.query(
                        dataSource,
                        "select job_id, 'more attempts than it may have' from job_item where attempts > ?",
                        maxAttempts))
                .isEmpty();
    }

    /** The same on another server. */
    public static void check(DataSource dataSource) {
        for (String breach : BREACHES) {
            assertThat(TestDatabase.query(dataSource, breach)).isEmpty();
        }
    }

    /** Fails with every breach there is in this stack's database. */
    public static void check(MirrorStack stack) {
        for (String breach : BREACHES) {
            assertThat(stack.query(breach)).isEmpty();
        }
    }
}
