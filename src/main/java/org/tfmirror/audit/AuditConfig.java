package org.tfmirror.audit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Configures how long the audit is kept. */
@ConfigMapping(prefix = "tfmirror.audit")
public interface AuditConfig {

    /** How long an entry is kept. */
    @WithDefault("365d")
    @DurationMin(days = 1)
    @DurationMax(days = 36500)
    Duration retention();
}
