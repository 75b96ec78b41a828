package org.tfmirror.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** What is true of the queue at every moment, whoever died in the middle of what; each is a query for its breaches. */
public final class JobInvariants {

    private static final List<String> BREACHES = List.of(
            // Counters equal the rows.
            """
            select job.id, 'counts' from job where
              completed_items <> (select count(*) from job_item where job_id = job.id and status = 'completed')
              or failed_items <> (select count(*) from job_item where job_id = job.id and status = 'failed')
              or cancelled_items <> (select count(*) from job_item where job_id = job.id and status = 'cancelled')
              or total_items <> (select count(*) from job_item where job_id = job.id)
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
            select job_id, 'ended without a time, or timed without an end' from job_item
            where (status in ('completed', 'failed', 'cancelled')) <> (completed_at is not null)
            """);

    private JobInvariants() {}

    /** Fails with every breach there is. */
    public static void check() {
        for (String breach : BREACHES) {
            assertThat(TestDatabase.query(breach)).isEmpty();
        }
    }

    /** Fails with every breach there is in this stack's database. */
    public static void check(MirrorStack stack) {
        for (String breach : BREACHES) {
            assertThat(stack.query(breach)).isEmpty();
        }
    }
}
