package org.tfmirror.job;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Configures how the queue is kept and how replicas notify each other. */
@ConfigMapping(prefix = "tfmirror.queue")
public interface QueueConfig {

    /**
     * Whether a submit wakes the other replicas through the database (LISTEN and NOTIFY). Without it they find the job
     * at their next poll. NOTIFY serialises commits, which only a very busy database feels.
     */
    @WithDefault("true")
    boolean notifyReplicas();

    /** How long a completed job is kept. */
    @WithDefault("7d")
    @DurationMin(minutes = 1)
    @DurationMax(days = 3650)
    Duration completedRetention();

    /** How long a failed or cancelled job is kept. */
    @WithDefault("30d")
    @DurationMin(minutes = 1)
    @DurationMax(days = 3650)
    Duration failedRetention();
}
