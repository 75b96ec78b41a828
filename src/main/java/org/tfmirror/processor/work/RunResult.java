package org.tfmirror.processor.work;

import org.jspecify.annotations.Nullable;
import org.tfmirror.processor.work.NextJobClaim.NextJob;

/** How a worker's run of a job ended. */
public sealed interface RunResult {

    /**
     * All that was due is settled; a job with items that wait, or that a constraint brought, is back in the queue.
     *
     * @param nextJob the job that was claimed in its place; null where none was
     */
    record Done(@Nullable NextJob nextJob) implements RunResult {
        @Override
        public String wireName() {
            return "done";
        }
    }

    /** Told to stop. */
    record Stopped() implements RunResult {
        @Override
        public String wireName() {
            return "stopped";
        }
    }

    /** The store refuses us or is gone: no job is to be claimed until it does not. */
    record StoreOutage(ItemError fault) implements RunResult {
        @Override
        public String wireName() {
            return "store_outage";
        }
    }

    /** The name in metrics and traces. */
    String wireName();
}
