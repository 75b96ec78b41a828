package org.tfmirror.test;

import java.time.Duration;
import org.tfmirror.processor.ProcessorConfig;

/** The configuration of a test's own processor. */
public record TestProcessorConfig(int maxConcurrentJobs, Duration lease, int retryAttempts) implements ProcessorConfig {

    @Override
    public boolean enabled() {
        return true;
    }

    @Override
    public Duration pollingInterval() {
        return Duration.ofSeconds(10);
    }

    @Override
    public Duration retryDelay() {
        return Duration.ofSeconds(5);
    }

    @Override
    public Duration retryDelayMax() {
        return Duration.ofMinutes(15);
    }

    @Override
    public Duration workerShutdown() {
        return Duration.ofSeconds(30);
    }

    @Override
    public Duration housekeepingInterval() {
        return Duration.ofMinutes(10);
    }

    @Override
    public Duration strayUploadAge() {
        return Duration.ofHours(24);
    }
}
