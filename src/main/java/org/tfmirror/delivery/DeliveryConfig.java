package org.tfmirror.delivery;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** How archives get to clients. */
@ConfigMapping(prefix = "tfmirror")
public interface DeliveryConfig {

    /** {@code redirect} or {@code proxy}. */
    @WithDefault("redirect")
    Delivery delivery();

    /** For how long a presigned URL is good; long enough to begin a download, not to be passed around. */
    @WithDefault("15m")
    @DurationMin(minutes = 1)
    @DurationMax(days = 7)
    Duration presignedValidity();
}
