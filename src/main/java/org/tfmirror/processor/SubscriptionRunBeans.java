package org.tfmirror.processor;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.tfmirror.command.subscription.SubscriptionCommands;
import org.tfmirror.command.subscription.SubscriptionComparison;
import org.tfmirror.command.subscription.SubscriptionResults;
import org.tfmirror.job.JobLimits;
import org.tfmirror.origin.OriginRegistry;
import org.tfmirror.processor.SubscriptionLifecycle.SubscriptionTelemetry;
import org.tfmirror.processor.subscription.RoundLists;
import org.tfmirror.processor.subscription.RunCheck;
import org.tfmirror.processor.subscription.SubscriptionFileWatch;
import org.tfmirror.processor.subscription.SubscriptionMetrics;
import org.tfmirror.processor.subscription.SubscriptionRunner;
import org.tfmirror.processor.subscription.SubscriptionsConfig;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.submission.SubscriptionFileParser;
import org.tfmirror.subscription.AbsentPackages;
import org.tfmirror.subscription.AppliedFile.Verdict;
import org.tfmirror.subscription.SubscriptionRuns;
import org.tfmirror.subscription.SubscriptionRuns.Ended;
import org.tfmirror.subscription.SubscriptionRuns.Run;
import org.tfmirror.subscription.SubscriptionSpec;
import org.tfmirror.subscription.SubscriptionStats;
import org.tfmirror.versions.AvailableVersions;
import org.tfmirror.versions.VersionList;

/** Puts together what runs subscriptions. */
@Singleton
class SubscriptionRunBeans {

    /** Longer than any list takes that comes at all. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @Produces
    @Singleton
    SubscriptionMetrics metrics(MeterRegistry registry) {
        return new SubscriptionMetrics(registry);
    }

    @Produces
    @Singleton
    SubscriptionTelemetry telemetry(SubscriptionStats stats, SubscriptionMetrics metrics) {
        return new SubscriptionTelemetry(stats, metrics);
    }

    @Produces
    @Singleton
    RunCheck check(
            AvailableVersions versions,
            SubscriptionComparison comparison,
            OriginRegistry origin,
            AbsentPackages absent,
            Clock clock) {
        RoundLists lists = new RoundLists(provider -> fresh(versions, provider), clock);
        return new RunCheck(lists, comparison, origin, absent, clock);
    }

    private static VersionList fresh(AvailableVersions versions, ProviderAddress provider)
            throws SQLException, InterruptedException {
        try {
            return versions.fresh(provider).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return new VersionList.Unavailable();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the list of " + provider, e.getCause());
        }
    }

    @Produces
    @Singleton
    SubscriptionRunner runner(
            SubscriptionRuns runs, RunCheck check, SubscriptionRunner.Results results, JobLimits limits, Clock clock) {
        return new SubscriptionRunner(runs, check, results, limits, clock);
    }

    @Produces
    @Singleton
    SubscriptionRunner.Results results(SubscriptionResults results, SubscriptionMetrics metrics) {
        return (found, now) -> {
            Map<Run, Ended> ended = results.finish(found, now);
            ended.values().forEach(metrics::ended);
            return ended;
        };
    }

    @Produces
    @Singleton
    SubscriptionFileWatch file(
            SubscriptionsConfig config,
            SubscriptionFileParser parser,
            SubscriptionCommands commands,
            SubscriptionMetrics metrics) {
        return new SubscriptionFileWatch(config.file().orElse(null), parser, new SubscriptionFileWatch.Target() {
            @Override
            public Verdict apply(long revision, String digest, List<SubscriptionSpec> specs) throws SQLException {
                Verdict verdict = commands.applyFile(revision, digest, specs);
                metrics.file(verdict);
                return verdict;
            }

            @Override
            public void invalid() {
                metrics.fileInvalid();
            }
        });
    }
}
