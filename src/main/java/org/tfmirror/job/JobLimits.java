package org.tfmirror.job;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** The limits of one job: checked at submit, and again when its constraints are expanded. */
@ConfigMapping(prefix = "tfmirror.admin")
public interface JobLimits {

    /** How many packages one job may have. */
    @WithDefault("5000")
    @Min(1)
    @Max(100_000)
    int maxItemsPerJob();

    /** How many versions one constraint may bring. */
    @WithDefault("200")
    @Min(1)
    @Max(10_000)
    int maxVersionsPerConstraint();
}
