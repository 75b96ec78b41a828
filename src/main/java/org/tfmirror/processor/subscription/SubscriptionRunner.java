package org.tfmirror.processor.subscription;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.tfmirror.command.SubscriptionResults.Finding;
import org.tfmirror.job.JobLimits;
import org.tfmirror.subscription.SubscriptionRuns;
import org.tfmirror.subscription.SubscriptionRuns.Ended;
import org.tfmirror.subscription.SubscriptionRuns.Run;

/** Runs due subscriptions, one at a time for each thread that calls it. Thread-safe. */
public final class SubscriptionRunner {

    private static final Logger LOG = Logger.getLogger(SubscriptionRunner.class);

    /** Longer than any run; a replica that died holds a subscription for no longer. */
    private static final Duration LEASE = Duration.ofMinutes(10);

    /** Few enough that the last of them is run long before its lease is over. */
    private static final int BATCH = 8;

    private static final Duration FIRST_RETRY = Duration.ofMinutes(1);
    private static final Duration LAST_RETRY = Duration.ofHours(1);
    private static final int DOUBLINGS = 6;

    private final SubscriptionRuns runs;
    private final RunCheck check;
    private final Results results;
    private final JobLimits limits;
    private final Clock clock;

    /** Writes how a run ended. */
    public interface Results {

        /** Empty where the run no longer counts. */
        Optional<Ended> finish(Run run, Finding finding, Instant now, Instant nextRunAt) throws SQLException;
    }

    public SubscriptionRunner(SubscriptionRuns runs, RunCheck check, Results results, JobLimits limits, Clock clock) {
        this.runs = runs;
        this.check = check;
        this.results = results;
        this.limits = limits;
        this.clock = clock;
    }

    /** Runs until none is due. */
    public void runDue() throws SQLException, InterruptedException {
        List<Run> due = runs.claim(clock.instant(), BATCH, LEASE);
        while (!due.isEmpty()) {
            runAll(due);
            due = runs.claim(clock.instant(), BATCH, LEASE);
        }
        check.lists().endRound();
    }

    private void runAll(List<Run> due) throws SQLException, InterruptedException {
        for (int i = 0; i < due.size(); i++) {
            try {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                run(due.get(i));
            } catch (InterruptedException e) {
                for (Run left : due.subList(i, due.size())) {
                    runs.giveBack(left);
                }
                throw e;
            }
        }
    }

    /** Runs the one that is due for the longest time; which it was, empty where none is. */
    Optional<Run> runOne() throws SQLException, InterruptedException {
        List<Run> due = runs.claim(clock.instant(), 1, LEASE);
        if (due.isEmpty()) {
            return Optional.empty();
        }
        runAll(due);
        return Optional.of(due.get(0));
    }

    private void run(Run run) throws SQLException, InterruptedException {
        try {
            finish(run, check.check(run.spec().selections(), limits.maxItemsPerJob()));
        } catch (RuntimeException e) {
            LOG.errorf(
                    e,
                    "subscription run failed unexpectedly subscription=%s",
                    run.spec().name());
            finish(run, new Finding(List.of(), List.of(), "it failed unexpectedly; the log says how", List.of()));
        }
    }

    private void finish(Run run, Finding finding) throws SQLException {
        Instant now = clock.instant();
        Instant next = finding.error() == null
                ? run.spec().schedule().next(now, run.spec().name())
                : now.plus(retryDelay(run));
        Optional<Ended> ended = results.finish(run, finding, now, next);
        if (ended.isEmpty()) {
            LOG.infof(
                    "subscription run counts no more, it was changed or deleted subscription=%s",
                    run.spec().name());
            return;
        }
        LOG.infof(
                "subscription run ended subscription=%s outcome=%s packages=%d job=%s next=%s error=%s",
                run.spec().name(),
                ended.get().outcome().wireName(),
                ended.get().newPackages(),
                ended.get().jobId(),
                next,
                finding.error());
    }

    /** Doubled with each failure, up to an hour, and spread by the name. */
    private static Duration retryDelay(Run run) {
        Duration delay = FIRST_RETRY.multipliedBy(1L << Math.min(DOUBLINGS, run.failures()));
        Duration most = delay.compareTo(LAST_RETRY) < 0 ? delay : LAST_RETRY;
        return most.plus(run.spec().name().shareOf(FIRST_RETRY));
    }
}
