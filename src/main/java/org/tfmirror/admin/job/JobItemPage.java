package org.tfmirror.admin.job;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.job.progress.JobItems;

/**
 * Some items of a job, in the order they run.
 *
 * @param next what to send as {@code after} for the following page; null on the last
 */
public record JobItemPage(List<JobItemView> items, @Nullable String next) {

    static JobItemPage of(JobItems.Page page) {
        return new JobItemPage(
                page.items().stream().map(JobItemView::of).toList(),
                page.next() == null ? null : page.next().toString());
    }
}
