package org.tfmirror.policy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMin;

/** Configures whose packages may come on demand. */
@ConfigMapping(prefix = "tfmirror.on-demand")
public interface OnDemandConfig {

    /** Patterns {@code hostname/namespace/type}, of which {@code *} stands for any part; none: nothing comes on demand. */
    Optional<List<String>> allow();

    /** As {@link #allow}: what never comes on demand, even if it is allowed. */
    Optional<List<String>> deny();

    /** How old an origin's list of versions may be before it is asked for again, behind the answer; 10m. */
    @WithDefault("10m")
    @DurationMin(seconds = 1)
    Duration listMaxAge();
}
