package org.tfmirror.demand;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** Limits the archives that come on demand, and the clients that wait for them. */
@ConfigMapping(prefix = "tfmirror.on-demand")
public interface ArchiveDemandConfig {

    /** Archives that this replica fetches for clients at once, besides its jobs; 0: they wait for a slot as other jobs do. */
    @WithDefault("2")
    @Min(0)
    @Max(100)
    int slots();

    /** Clients of this replica that wait for an archive; further ones are refused. */
    @WithDefault("500")
    @Min(1)
    @Max(100_000)
    int maxWaiting();

    /** Downloads that one client's address or token makes come in a minute; those beyond wait. */
    @WithDefault("60")
    @Min(1)
    @Max(1_000_000)
    int downloadsPerMinute();

    /** Bytes that come on demand in a day, over all clients and replicas; what is beyond waits. */
    @WithDefault("100G")
    MemorySize budget();
}
