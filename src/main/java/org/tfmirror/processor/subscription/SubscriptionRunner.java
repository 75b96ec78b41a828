package org.tfmirror.processor.subscription;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.tfmirror.command.subscription.SubscriptionComparison.Facts;
import org.tfmirror.command.subscription.SubscriptionResults.Finding;
import org.tfmirror.command.subscription.SubscriptionResults.Result;
import org.tfmirror.job.JobLimits;
import org.tfmirror.subscription.SubscriptionName;
import org.tfmirror.subscription.SubscriptionRuns;
import org.tfmirror.subscription.SubscriptionRuns.Ended;
import org.tfmirror.subscription.SubscriptionRuns.Run;

/** Runs due subscriptions, one at a time for each thread that calls it. Thread-safe. */
public final class SubscriptionRunner {

    private static final Logger LOG = Logger.getLogger(SubscriptionRunner.class);

    /** Longer than any run; a replica that died holds a subscription for no longer. */
    private static final Duration LEASE = Duration.ofMinutes(10);

    /** How many share their reads and writes; few enough that the last of them is run long before its lease is over. */
    private static final int BATCH = 20;

    private static final Duration FIRST_RETRY = Duration.ofMinutes(1);
    private static final Duration LAST_RETRY = Duration.ofHours(1);
    private static final int DOUBLINGS = 6;

    private final SubscriptionRuns runs;
    private final RunCheck check;
    private final Results results;
    private final JobLimits limits;
    private final Clock clock;

    /** Writes how runs ended. */
    public interface Results {

        /** Without those that no longer count. */
        Map<Run, Ended> finish(List<Result> results, Instant now) throws SQLException;
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
        Set<Run> open = new LinkedHashSet<>(due);
        try {
            Facts facts = check.facts(due);
            List<Result> without = new ArrayList<>();
            for (Run run : due) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                Result result = result(run, facts);
                if (result.finding().packages().isEmpty()) {
                    without.add(result);
                } else {
                    finish(List.of(result));
                    open.remove(run);
                }
            }
            finish(without);
        } catch (InterruptedException e) {
            for (Run left : open) {
                runs.giveBack(left);
            }
            throw e;
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

    private Result result(Run run, Facts facts) throws SQLException, InterruptedException {
        Finding finding;
        try {
            finding = check.check(run.spec().selections(), facts, limits.maxItemsPerJob());
        } catch (RuntimeException e) {
            LOG.errorf(
                    e,
                    "subscription run failed unexpectedly subscription=%s",
                    run.spec().name());
            finding =
                    new Finding(List.of(), List.of(), "it failed unexpectedly; see the log of the replica", List.of());
        }
        Instant now = clock.instant();
        Instant next = finding.error() == null
                ? run.spec().schedule().next(now, run.spec().name())
                : now.plus(retryDelay(run));
        return new Result(run, finding, next);
    }

    private void finish(List<Result> results) throws SQLException {
        Map<Run, Ended> ended = this.results.finish(results, clock.instant());
        for (Result each : results) {
            log(each, ended.get(each.run()));
        }
    }

    private static void log(Result result, @Nullable Ended ended) {
        SubscriptionName name = result.run().spec().name();
        if (ended == null) {
            LOG.infof("subscription run discarded, the subscription was changed or deleted subscription=%s", name);
            return;
        }
        LOG.infof(
                "subscription run ended subscription=%s outcome=%s packages=%d job=%s next=%s error=%s",
                name,
                ended.outcome().wireName(),
                ended.newPackages(),
                ended.jobId(),
                result.nextRunAt(),
                ended.error());
    }

    /** Doubled with each failure, up to an hour, and spread by the name. */
    private static Duration retryDelay(Run run) {
        Duration delay = FIRST_RETRY.multipliedBy(1L << Math.min(DOUBLINGS, run.failures()));
        Duration most = delay.compareTo(LAST_RETRY) < 0 ? delay : LAST_RETRY;
        return most.plus(run.spec().name().shareOf(FIRST_RETRY));
    }
}
