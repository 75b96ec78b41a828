package org.tfmirror.processor;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The processor as an operator sees it: this replica's state, and the queue that all replicas share.
 *
 * @param running whether this replica takes jobs: enabled, not stopping, not held up by its store
 * @param paused whether an operator paused all replicas
 * @param activeJobs in this replica
 * @param oldestPendingSeconds for how long the oldest pending job has been due; null where none is
 * @param lastPollMillis how long the database took to answer; null before the first poll, like {@code lastPollAt}
 * @param problem why nothing is claimed although it should be; null in the ordinary case
 */
public record ProcessorStatus(
        boolean running,
        int activeJobs,
        int maxConcurrentJobs,
        boolean paused,
        String replica,
        long pendingJobs,
        @Nullable Long oldestPendingSeconds,
        @Nullable Instant lastPollAt,
        @Nullable Long lastPollMillis,
        @Nullable String problem,
        List<Worker> workers) {

    /** A slot in work. */
    public record Worker(long jobId, Instant since) {}
}
