package org.tfmirror.processor.telemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;
import org.tfmirror.job.ItemOutcome;
import org.tfmirror.job.ItemOutcome.Kind;
import org.tfmirror.job.JobStatus;
import org.tfmirror.job.Lease;
import org.tfmirror.job.QueuedItem;
import org.tfmirror.processor.work.ProcessorListener;
import org.tfmirror.processor.work.RunResult;

/**
 * A trace for each run of a job, with a span for each attempt at an item. Nothing in it but ids, package names and kinds
 * of faults: messages and URLs may hold what is not for a collector. Where tracing is off, spans are the tracer's empty
 * ones.
 */
public final class JobTraces implements ProcessorListener {

    static final String TRACE = "traceId";

    private final Tracer tracer;
    private final Map<Lease, Span> runs = new ConcurrentHashMap<>();
    private final Map<Lease, Span> items = new ConcurrentHashMap<>();

    public JobTraces(Tracer tracer) {
        this.tracer = tracer;
    }

    @Override
    public void runStarted(Lease lease) {
        Span span = tracer.spanBuilder("job")
                .setNoParent()
                .setAttribute("tfmirror.job.id", lease.jobId())
                .setAttribute("tfmirror.job.epoch", lease.epoch())
                .startSpan();
        if (span.getSpanContext().isValid()) {
            MDC.put(TRACE, span.getSpanContext().getTraceId());
        }
        runs.put(lease, span);
    }

    @Override
    public void itemStarted(Lease lease, QueuedItem item) {
        Span run = runs.getOrDefault(lease, Span.getInvalid());
        Span span = tracer.spanBuilder("item")
                .setParent(Context.root().with(run))
                .setAttribute("tfmirror.item.id", item.id())
                .setAttribute("tfmirror.item.attempt", item.attempts())
                .setAttribute("tfmirror.package", item.stored().toString())
                .startSpan();
        items.put(lease, span);
    }

    @Override
    public void itemEnded(Lease lease, QueuedItem item, ItemOutcome outcome) {
        Span span = items.remove(lease);
        if (span == null) {
            return;
        }
        span.setAttribute("tfmirror.item.outcome", outcome.kind().wireName());
        if (outcome.code() != null) {
            span.setAttribute("error.type", outcome.code());
        }
        if (outcome.kind() == Kind.FAILED) {
            span.setStatus(StatusCode.ERROR, String.valueOf(outcome.code()));
        }
        span.end();
    }

    @Override
    public void jobEnded(@Nullable Lease lease, JobStatus status) {
        Span run = lease == null ? null : runs.get(lease);
        if (run != null) {
            run.setAttribute("tfmirror.job.status", status.wireName());
        }
    }

    @Override
    public void runEnded(Lease lease, RunResult result) {
        Span item = items.remove(lease);
        if (item != null) { // a defect left it open
            item.setStatus(StatusCode.ERROR);
            item.end();
        }
        Span run = runs.remove(lease);
        if (run != null) {
            run.setAttribute("tfmirror.run.outcome", result.wireName());
            run.end();
        }
        MDC.remove(TRACE);
    }
}
