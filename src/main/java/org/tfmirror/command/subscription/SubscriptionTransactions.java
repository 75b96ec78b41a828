package org.tfmirror.command.subscription;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tfmirror.audit.Action;
import org.tfmirror.audit.AuditLog;
import org.tfmirror.audit.Caller;
import org.tfmirror.command.job.OrderRecords;
import org.tfmirror.command.subscription.SubscriptionResults.Finding;
import org.tfmirror.command.subscription.SubscriptionResults.Result;
import org.tfmirror.job.Job;
import org.tfmirror.job.JobNotifications;
import org.tfmirror.job.JobSpec;
import org.tfmirror.subscription.RunOutcome;
import org.tfmirror.subscription.SubscriptionRuns;
import org.tfmirror.subscription.SubscriptionRuns.Ended;
import org.tfmirror.subscription.SubscriptionRuns.Ending;
import org.tfmirror.subscription.SubscriptionRuns.Run;

/** Ends a run in one transaction. */
@ApplicationScoped
class SubscriptionTransactions {

    private final SubscriptionRuns runs;
    private final OrderRecords orders;
    private final JobNotifications notifications;
    private final AuditLog audit;

    SubscriptionTransactions(
            SubscriptionRuns runs, OrderRecords orders, JobNotifications notifications, AuditLog audit) {
        this.runs = runs;
        this.orders = orders;
        this.notifications = notifications;
        this.audit = audit;
    }

    @Transactional(rollbackOn = SQLException.class)
    Map<Run, Ended> finish(List<Result> results, Instant now) throws SQLException {
        List<Ending> endings = new ArrayList<>();
        for (Result each : results) {
            if (each.finding().packages().isEmpty() || runs.holds(each.run())) {
                endings.add(new Ending(each.run(), ended(each.run(), each.finding()), each.nextRunAt()));
            }
        }
        return runs.finish(endings, now);
    }

    private Ended ended(Run run, Finding finding) throws SQLException {
        @Nullable Long jobId = finding.packages().isEmpty() ? null : submit(run, finding);
        RunOutcome outcome = finding.error() != null
                ? RunOutcome.FAILED
                : jobId == null ? RunOutcome.NOTHING_NEW : RunOutcome.SUBMITTED;
        return new Ended(outcome, finding.packages().size(), jobId, finding.error(), finding.gone());
    }

    private long submit(Run run, Finding finding) throws SQLException {
        JobSpec spec = new JobSpec(finding.packages(), List.of(), false);
        Job job = Job.submit(Caller.system().actor(), spec, null);
        Job.flush();
        orders.write(job.id(), finding.orders());
        notifications.send(JobNotifications.Notification.DUE);
        audit.done(
                Caller.system(),
                Action.JOB_SUBMIT,
                "job/" + job.id(),
                "subscription=%s items=%d"
                        .formatted(run.spec().name(), finding.packages().size()));
        return job.id();
    }
}
