package org.tfmirror.processor.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.tfmirror.job.ItemOutcome;
import org.tfmirror.job.JobStatus;
import org.tfmirror.job.Lease;
import org.tfmirror.job.QueuedItem;
import org.tfmirror.processor.work.ProcessorListener;
import org.tfmirror.processor.work.RunResult;

/**
 * Counts and times what this replica's processor does. No label has more values than there are kinds of a thing. A
 * metric of an alert is there from the start, at zero: no alert sees an increase with which a series begins.
 */
public final class ProcessorMetrics implements ProcessorListener {

    /** Kinds of faults that indicate a tampered package. */
    static final List<String> VERIFICATION_CODES = List.of(
            "archive_invalid",
            "archive_too_large",
            "checksum_mismatch",
            "evidence_altered",
            "hash_mismatch",
            "key_changed",
            "key_invalid",
            "key_revoked",
            "key_unknown",
            "length_mismatch",
            "lock_mismatch",
            "object_altered",
            "republished",
            "shasums_invalid",
            "signature_invalid",
            "signature_weak",
            "trust_signature_invalid",
            "unsigned");

    private static final String OUTCOME = "outcome";
    private static final String CODE = "code";

    private final MeterRegistry registry;
    private final Counter heartbeatFailures;
    private final Counter leasesLost;
    private final Counter rescues;
    private final Counter bytes;
    private final Map<Lease, Timer.Sample> runs = new ConcurrentHashMap<>();
    private final Map<Lease, Timer.Sample> items = new ConcurrentHashMap<>();

    public ProcessorMetrics(MeterRegistry registry) {
        this.registry = registry;
        heartbeatFailures = registry.counter("tfmirror.heartbeat.failures");
        leasesLost = registry.counter("tfmirror.leases.lost");
        rescues = registry.counter("tfmirror.jobs.rescued");
        bytes = Counter.builder("tfmirror.downloaded").baseUnit("bytes").register(registry);
        for (JobStatus status : JobStatus.values()) {
            if (status.isTerminal()) {
                jobs(status);
                items(status.wireName());
            }
        }
        VERIFICATION_CODES.forEach(this::failures);
        postponements("storage_refused");
        polls(true);
        polls(false);
    }

    private Counter jobs(JobStatus status) {
        return registry.counter("tfmirror.jobs.finished", OUTCOME, status.wireName());
    }

    private Counter items(String outcome) {
        return registry.counter("tfmirror.items.finished", OUTCOME, outcome);
    }

    private Counter failures(String code) {
        return registry.counter("tfmirror.item.failures", CODE, code);
    }

    private Counter postponements(String code) {
        return registry.counter("tfmirror.item.postponements", CODE, code);
    }

    private Timer polls(boolean reached) {
        return Timer.builder("tfmirror.poll")
                .tag(OUTCOME, reached ? "reached" : "failed")
                .serviceLevelObjectives(Buckets.STATEMENT)
                .register(registry);
    }

    @Override
    public void polled(Duration took, boolean reached) {
        polls(reached).record(took);
    }

    @Override
    public void heartbeatFailed() {
        heartbeatFailures.increment();
    }

    @Override
    public void leaseLost(Lease lease) {
        leasesLost.increment();
    }

    @Override
    public void rescued() {
        rescues.increment();
    }

    @Override
    public void itemsEnded(int failed, int cancelled) {
        items(JobStatus.FAILED.wireName()).increment(failed);
        items(JobStatus.CANCELLED.wireName()).increment(cancelled);
        if (failed > 0) {
            failures("worker_lost").increment(failed);
        }
    }

    @Override
    public void jobEnded(@Nullable Lease lease, JobStatus status) {
        jobs(status).increment();
    }

    @Override
    public void runStarted(Lease lease) {
        runs.put(lease, Timer.start());
    }

    @Override
    public void itemStarted(Lease lease, QueuedItem item) {
        items.put(lease, Timer.start());
    }

    @Override
    public void received(Lease lease, long more) {
        bytes.increment(more);
    }

    @Override
    public void itemEnded(Lease lease, QueuedItem item, ItemOutcome outcome) {
        Timer.Sample sample = items.remove(lease);
        if (sample != null) {
            sample.stop(Timer.builder("tfmirror.item.attempt")
                    .tag(OUTCOME, outcome.kind().wireName())
                    .serviceLevelObjectives(Buckets.TRANSFER)
                    .register(registry));
        }
        String code = outcome.code() == null ? "" : outcome.code();
        switch (outcome.kind()) {
            case COMPLETED -> items(JobStatus.COMPLETED.wireName()).increment();
            case FAILED -> {
                items(JobStatus.FAILED.wireName()).increment();
                failures(code).increment();
            }
            case RETRIED ->
                registry.counter("tfmirror.item.retries", CODE, code).increment();
            case POSTPONED -> postponements(code).increment();
            case STOPPED -> {}
        }
    }

    @Override
    public void runEnded(Lease lease, RunResult result) {
        items.remove(lease);
        Timer.Sample sample = runs.remove(lease);
        if (sample != null) {
            sample.stop(Timer.builder("tfmirror.job.run")
                    .tag(OUTCOME, result.wireName())
                    .serviceLevelObjectives(Buckets.RUN)
                    .register(registry));
        }
    }

    /** Upper ends of histogram buckets: few, for each costs a series per label. */
    private static final class Buckets {

        static final Duration[] STATEMENT = millis(1, 2, 5, 10, 25, 50, 100, 500, 5_000);
        static final Duration[] TRANSFER = millis(100, 500, 1_000, 5_000, 15_000, 60_000, 300_000, 900_000);
        static final Duration[] RUN = millis(100, 1_000, 10_000, 60_000, 300_000, 900_000, 3_600_000, 14_400_000);

        private static Duration[] millis(long... each) {
            return java.util.Arrays.stream(each).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
        }
    }
}
