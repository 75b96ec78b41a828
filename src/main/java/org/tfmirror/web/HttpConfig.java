package org.tfmirror.web;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** How long clients may take to send a request. */
@ConfigMapping(prefix = "tfmirror.http")
public interface HttpConfig {

    /** For a TLS handshake, and for a request's line and headers. */
    @WithDefault("60s")
    @DurationMin(seconds = 1)
    @DurationMax(minutes = 10)
    Duration headerTimeout();

    /** For a request's body, from the end of its headers; for an uploaded file of a bundle, from one byte to the next. */
    @WithDefault("30s")
    @DurationMin(seconds = 1)
    @DurationMax(minutes = 60)
    Duration bodyTimeout();
}
