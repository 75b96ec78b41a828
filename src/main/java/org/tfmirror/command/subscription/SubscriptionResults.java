package org.tfmirror.command.subscription;

import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.ReleaseOrder;
import org.tfmirror.job.JobSubmitted;
import org.tfmirror.job.TransactionRetry;
import org.tfmirror.provider.PackageId;
import org.tfmirror.subscription.SubscriptionRuns.Ended;
import org.tfmirror.subscription.SubscriptionRuns.Run;

/** Ends runs of subscriptions: the new job and the entry in the history are one transaction. */
@Singleton
public class SubscriptionResults {

    private final SubscriptionTransactions transactions;
    private final Event<JobSubmitted> submitted;

    SubscriptionResults(SubscriptionTransactions transactions, Event<JobSubmitted> submitted) {
        this.transactions = transactions;
        this.submitted = submitted;
    }

    /**
     * The findings of a run.
     *
     * @param packages to be fetched
     * @param orders how their versions are to be listed
     * @param error what failed; null where nothing did
     * @param gone versions that the origin no longer has
     */
    public record Finding(
            List<PackageId> packages,
            List<ReleaseOrder> orders,
            @Nullable String error,
            List<String> gone) {
        public Finding {
            packages = List.copyOf(packages);
            orders = List.copyOf(orders);
            gone = List.copyOf(gone);
        }
    }

    /** A run and what it has found. */
    public record Result(Run run, Finding finding, Instant nextRunAt) {}

    /**
     * Ends the runs, in one transaction.
     *
     * @return how they ended; a run that is missing here no longer counts, and nothing was written of it
     */
    public Map<Run, Ended> finish(List<Result> results, Instant now) throws SQLException {
        Map<Run, Ended> ended = TransactionRetry.run(() -> transactions.finish(results, now));
        for (Ended each : ended.values()) {
            if (each.jobId() != null) {
                submitted.fire(new JobSubmitted(each.jobId()));
            }
        }
        return ended;
    }
}
