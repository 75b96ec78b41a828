package org.tfmirror.processor.subscription;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.tfmirror.subscription.AppliedFile.Verdict;
import org.tfmirror.subscription.RunOutcome;
import org.tfmirror.subscription.SubscriptionRuns.Ended;
import org.tfmirror.subscription.SubscriptionStats.Stats;

/** Metrics of subscriptions: their state in the database, which all replicas share, and this replica's runs. */
public final class SubscriptionMetrics {

    private static final String INVALID = "invalid";

    private final MeterRegistry registry;
    private volatile @Nullable Stats stats;

    public SubscriptionMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (RunOutcome outcome : RunOutcome.values()) {
            runs(outcome);
        }
        for (Verdict verdict : Verdict.values()) {
            files(nameOf(verdict));
        }
        files(INVALID);
        gauge("tfmirror.subscriptions", Stats::all);
        gauge("tfmirror.subscriptions.failing", Stats::failing);
        gauge("tfmirror.subscriptions.behind", Stats::behind);
        gauge("tfmirror.subscriptions.overdue.seconds", Stats::overdueSeconds);
    }

    private void gauge(String name, ToDoubleFunction<Stats> value) {
        Gauge.builder(name, () -> {
                    Stats now = stats;
                    return now == null ? Double.NaN : value.applyAsDouble(now);
                })
                .register(registry);
    }

    public void now(@Nullable Stats now) {
        stats = now;
    }

    public void ended(Ended ended) {
        runs(ended.outcome()).increment();
    }

    public void file(Verdict verdict) {
        files(nameOf(verdict)).increment();
    }

    public void fileInvalid() {
        files(INVALID).increment();
    }

    private Counter runs(RunOutcome outcome) {
        return registry.counter("tfmirror.subscription.runs", "outcome", outcome.wireName());
    }

    private Counter files(String outcome) {
        return registry.counter("tfmirror.subscription.files", "outcome", outcome);
    }

    private static String nameOf(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT);
    }
}
