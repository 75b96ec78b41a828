package org.tfmirror.processor;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** How this replica works. Durations are written {@code 10s}, {@code 2m} or {@code 500ms}. */
@ConfigMapping(prefix = "tfmirror.processor")
public interface ProcessorConfig {

    /** Whether this replica takes jobs at all; one that only serves sets it to false. */
    @WithDefault("true")
    boolean enabled();

    /** How often the database is asked for due jobs. A safety net: submits and freed slots are seen at once. */
    @WithDefault("10s")
    @DurationMin(millis = 100)
    @DurationMax(hours = 1)
    Duration pollingInterval();

    /** How many jobs run at once in this replica. */
    @WithDefault("3")
    @Min(1)
    @Max(100)
    int maxConcurrentJobs();

    /** How often an item is tried again after a transient fault. */
    @WithDefault("3")
    @Min(0)
    @Max(100)
    int retryAttempts();

    /** The first retry's delay; each further one doubles it. */
    @WithDefault("5s")
    @DurationMin(millis = 1)
    @DurationMax(hours = 1)
    Duration retryDelay();

    /** The longest delay before a retry. It also bounds an origin's Retry-After. */
    @WithDefault("15m")
    @DurationMin(millis = 1)
    @DurationMax(hours = 24)
    Duration retryDelayMax();

    /** How long items in flight may still take after a request to stop; then they are given back. */
    @WithDefault("30s")
    @DurationMin(millis = 0)
    @DurationMax(hours = 1)
    Duration workerShutdown();

    /** How long a job stays a dead replica's before another may take it. Renewed every third of it. */
    @WithDefault("60s")
    @DurationMin(millis = 500)
    @DurationMax(hours = 1)
    Duration lease();

    /** How often this replica deletes what killed workers left. */
    @WithDefault("10m")
    @DurationMin(seconds = 1)
    @DurationMax(hours = 24)
    Duration housekeepingInterval();

    /** From what age on an unfinished upload in the bucket counts as a killed worker's; longer than any may take. */
    @WithDefault("24h")
    @DurationMin(seconds = 1)
    @DurationMax(days = 30)
    Duration strayUploadAge();
}
