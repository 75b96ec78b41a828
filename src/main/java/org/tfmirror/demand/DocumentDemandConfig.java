package org.tfmirror.demand;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.Set;

/** Configures which documents come on demand. */
@ConfigMapping(prefix = "tfmirror.on-demand")
public interface DocumentDemandConfig {

    /** Platforms that are offered of a version of which the origin lists none, {@code os_arch}. */
    @WithDefault("linux_amd64,linux_arm64,darwin_amd64,darwin_arm64,windows_amd64")
    Set<String> platforms();

    /** Documents that one client's token or address makes come from origins in a minute, in each replica; further ones are refused. */
    @WithDefault("300")
    @Min(1)
    @Max(1_000_000)
    int documentsPerMinute();
}
