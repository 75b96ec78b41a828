package org.tfmirror.console.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.tfmirror.console.page.Amounts;
import org.tfmirror.console.page.Moment;
import org.tfmirror.job.Job;
import org.tfmirror.job.StoredItem;

/**
 * A job in a list.
 *
 * @param title what it is about
 * @param counts how far it is, in words
 */
public record JobRow(
        long id,
        String title,
        String kind,
        String status,
        int progress,
        String counts,
        String createdBy,
        @Nullable Moment created,
        @Nullable String errorMessage) {

    /** The registry whose name people leave out. */
    private static final String USUAL = "registry.terraform.io/";

    public static JobRow of(Job job, @Nullable StoredItem first, Instant now) {
        String counts = job.completedItems() + " of " + Amounts.count(job.totalItems(), "package")
                + (job.failedItems() == 0 ? "" : ", " + job.failedItems() + " failed");
        return new JobRow(
                job.id(),
                title(first, job.totalItems()),
                job.kind(),
                job.status().wireName(),
                job.progress(),
                counts,
                job.createdBy(),
                Moment.of(job.createdAt(), now),
                job.errorMessage());
    }

    static String title(@Nullable StoredItem first, int items) {
        if (first == null) {
            return "nothing";
        }
        String name = shortSource(first.source()) + " " + first.version();
        return items > 1 ? name + " and more" : name;
    }

    static String shortSource(String source) {
        return source.startsWith(USUAL) ? source.substring(USUAL.length()) : source;
    }

    public boolean live() {
        return status.equals("running") || status.equals("pending");
    }
}
