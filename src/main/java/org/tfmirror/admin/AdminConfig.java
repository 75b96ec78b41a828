package org.tfmirror.admin;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** The limits of the admin API. */
@ConfigMapping(prefix = "tfmirror.admin")
public interface AdminConfig {

    /** How many packages one job may name. */
    @WithDefault("5000")
    @Min(1)
    @Max(100_000)
    int maxItemsPerJob();
}
