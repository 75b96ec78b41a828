package org.tfmirror.delivery;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Limits for archives that go through this service. */
@ConfigMapping(prefix = "tfmirror.delivery")
public interface ProxyConfig {

    /** Archives sent at once by this replica. */
    @WithDefault("32")
    @Min(1)
    @Max(10_000)
    int maxArchives();

    /** Clients that wait for one of these to end; further ones are refused. */
    @WithDefault("2000")
    @Min(0)
    @Max(100_000)
    int maxWaiting();

    /**
     * Bytes a second that a client must take, measured over each stall timeout's worth of waiting for it; 0 for no
     * minimum.
     */
    @WithDefault("32K")
    MemorySize minimumRate();

    /** The window of the minimum rate. */
    @WithDefault("60s")
    @DurationMin(seconds = 1)
    @DurationMax(hours = 1)
    Duration stallTimeout();

    /** The approximate bytes of answers that the kernel may buffer for a client; 0 leaves it to the kernel. */
    @WithDefault("256K")
    MemorySize sendBuffer();
}
