package org.tfmirror.job;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How replicas hear of each other's jobs. */
@ConfigMapping(prefix = "tfmirror.queue")
public interface QueueConfig {

    /**
     * Whether a submit wakes the other replicas through the database (LISTEN and NOTIFY). Without it they find the job
     * at their next poll. NOTIFY serialises commits, which only a very busy database feels.
     */
    @WithDefault("true")
    boolean notifyReplicas();
}
