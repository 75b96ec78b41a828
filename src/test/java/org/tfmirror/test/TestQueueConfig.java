package org.tfmirror.test;

import java.time.Duration;
import org.tfmirror.job.QueueConfig;

/** The queue's defaults, but for whether replicas are notified. */
public record TestQueueConfig(boolean notifyReplicas) implements QueueConfig {

    @Override
    public Duration completedRetention() {
        return Duration.ofDays(7);
    }

    @Override
    public Duration failedRetention() {
        return Duration.ofDays(30);
    }
}
