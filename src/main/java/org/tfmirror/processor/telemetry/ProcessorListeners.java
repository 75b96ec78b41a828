package org.tfmirror.processor.telemetry;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.tfmirror.job.ItemOutcome;
import org.tfmirror.job.JobStatus;
import org.tfmirror.job.Lease;
import org.tfmirror.job.QueuedItem;
import org.tfmirror.processor.work.ProcessorListener;
import org.tfmirror.processor.work.RunResult;

/** Calls several listeners as one. A listener that fails is logged, and affects neither the work nor the others. */
public final class ProcessorListeners implements ProcessorListener {

    private static final Logger LOG = Logger.getLogger(ProcessorListeners.class);

    private final List<ProcessorListener> listeners;

    public ProcessorListeners(ProcessorListener... listeners) {
        this.listeners = List.of(listeners);
    }

    private void tell(Consumer<ProcessorListener> what) {
        for (ProcessorListener each : listeners) {
            try {
                what.accept(each);
            } catch (RuntimeException e) {
                LOG.error("a listener of the processor failed unexpectedly", e);
            }
        }
    }

    @Override
    public void polled(Duration took, boolean reached) {
        tell(each -> each.polled(took, reached));
    }

    @Override
    public void heartbeatFailed() {
        tell(ProcessorListener::heartbeatFailed);
    }

    @Override
    public void leaseLost(Lease lease) {
        tell(each -> each.leaseLost(lease));
    }

    @Override
    public void rescued() {
        tell(ProcessorListener::rescued);
    }

    @Override
    public void itemsEnded(int failed, int cancelled) {
        tell(each -> each.itemsEnded(failed, cancelled));
    }

    @Override
    public void jobEnded(@Nullable Lease lease, JobStatus status) {
        tell(each -> each.jobEnded(lease, status));
    }

    @Override
    public void runStarted(Lease lease) {
        tell(each -> each.runStarted(lease));
    }

    @Override
    public void itemStarted(Lease lease, QueuedItem item) {
        tell(each -> each.itemStarted(lease, item));
    }

    @Override
    public void received(Lease lease, long bytes) {
        tell(each -> each.received(lease, bytes));
    }

    @Override
    public void itemEnded(Lease lease, QueuedItem item, ItemOutcome outcome) {
        tell(each -> each.itemEnded(lease, item, outcome));
    }

    @Override
    public void runEnded(Lease lease, RunResult result) {
        tell(each -> each.runEnded(lease, result));
    }
}
