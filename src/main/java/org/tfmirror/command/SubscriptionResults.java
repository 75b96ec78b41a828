package org.tfmirror.command;

import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.ReleaseOrder;
import org.tfmirror.job.JobSubmitted;
import org.tfmirror.job.TransactionRetry;
import org.tfmirror.provider.PackageId;
import org.tfmirror.subscription.SubscriptionRuns.Ended;
import org.tfmirror.subscription.SubscriptionRuns.Run;

/** Ends runs of subscriptions: the job of what is new, and the line in the history, are one transaction. */
@Singleton
public class SubscriptionResults {

    private final SubscriptionTransactions transactions;
    private final Event<JobSubmitted> submitted;

    SubscriptionResults(SubscriptionTransactions transactions, Event<JobSubmitted> submitted) {
        this.transactions = transactions;
        this.submitted = submitted;
    }

    /**
     * What a run has found.
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

    /**
     * Ends the run.
     *
     * @return how it ended; empty where it no longer counts, and nothing was written
     */
    public Optional<Ended> finish(Run run, Finding finding, Instant now, Instant nextRunAt) throws SQLException {
        Optional<Ended> ended = TransactionRetry.run(() -> transactions.finish(run, finding, now, nextRunAt));
        ended.map(Ended::jobId).ifPresent(job -> submitted.fire(new JobSubmitted(job)));
        return ended;
    }
}
