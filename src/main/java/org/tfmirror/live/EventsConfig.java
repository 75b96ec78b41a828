package org.tfmirror.live;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** Configures the event streams of jobs. */
@ConfigMapping(prefix = "tfmirror.events")
public interface EventsConfig {

    /** How many clients may watch jobs at once in this replica. */
    @WithDefault("100")
    @Min(1)
    @Max(10_000)
    int maxWatchers();
}
