package org.tfmirror.admin.job;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.command.CommandRefusedException;
import org.tfmirror.job.ItemStatus;
import org.tfmirror.job.Job;
import org.tfmirror.job.progress.JobItems;
import org.tfmirror.provider.Page;

/** Reads jobs and their items as the API shows them. */
@ApplicationScoped
public class JobReader {

    private final JobItems items;

    JobReader(JobItems items) {
        this.items = items;
    }

    /** The job with its first items, all as at one moment. */
    @Transactional(rollbackOn = SQLException.class)
    JobView job(long id) throws SQLException {
        Job.getEntityManager()
                .createNativeQuery("set transaction isolation level repeatable read, read only")
                .executeUpdate();
        return find(id).with(JobItemPage.of(items.page(id, null, 0, JobItems.MAX_PAGE)));
    }

    /** The job without its items, of which there may be many. */
    @Transactional
    public JobView summary(long id) {
        return find(id);
    }

    private static JobView find(long id) {
        return Job.<Job>findByIdOptional(id)
                .map(JobView::withoutItems)
                .orElseThrow(() -> CommandRefusedException.unknownJob(id));
    }

    /**
     * Some items of the job, in the order they run.
     *
     * @param status null for any
     * @param after what the page before gave as next; 0 for the first page
     */
    @Transactional(rollbackOn = SQLException.class)
    JobItemPage items(long id, @Nullable ItemStatus status, long after, int limit) throws SQLException {
        if (Job.count("id", id) == 0) {
            throw CommandRefusedException.unknownJob(id);
        }
        return JobItemPage.of(items.page(id, status, after, limit));
    }

    @Transactional
    JobPage newest(Job.Filter filter, @Nullable Long before, int limit) {
        List<JobView> jobs = Job.matching(filter, before, limit + 1).stream()
                .map(JobView::withoutItems)
                .toList();
        Page<JobView> page = Page.of(jobs, limit, JobView::id);
        return new JobPage(page.rows(), page.next());
    }
}
