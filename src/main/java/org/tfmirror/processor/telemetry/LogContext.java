package org.tfmirror.processor.telemetry;

import org.jboss.logging.MDC;
import org.tfmirror.job.ItemOutcome;
import org.tfmirror.job.Lease;
import org.tfmirror.job.QueuedItem;
import org.tfmirror.processor.work.ProcessorListener;
import org.tfmirror.processor.work.RunResult;

/** Adds the ids of the worker's job and item to each line that its thread logs. */
public final class LogContext implements ProcessorListener {

    static final String JOB = "job";
    static final String ITEM = "item";

    @Override
    public void runStarted(Lease lease) {
        MDC.put(JOB, Long.toString(lease.jobId()));
    }

    @Override
    public void itemStarted(Lease lease, QueuedItem item) {
        MDC.put(ITEM, Long.toString(item.id()));
    }

    @Override
    public void itemEnded(Lease lease, QueuedItem item, ItemOutcome outcome) {
        MDC.remove(ITEM);
    }

    @Override
    public void runEnded(Lease lease, RunResult result) {
        MDC.remove(ITEM);
        MDC.remove(JOB);
    }
}
