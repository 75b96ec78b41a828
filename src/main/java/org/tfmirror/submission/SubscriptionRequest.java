package org.tfmirror.submission;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.submission.JobRequest.Wish;

/**
 * The body that creates or changes a subscription, as sent: any field may be missing.
 *
 * @param providers as those of a job
 * @param every an interval, such as {@code 6h}; either it or {@code cron}
 * @param cron five fields as in crontab(5)
 * @param timeZone of {@code cron}, such as {@code Europe/Berlin}; absent: UTC
 * @param paused whether it waits for an operator; absent: as it is
 */
public record SubscriptionRequest(
        @Nullable List<@Nullable Wish> providers,
        @Nullable String every,
        @Nullable String cron,
        @Nullable String timeZone,
        @Nullable Boolean paused) {}
