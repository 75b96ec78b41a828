package org.tfmirror.processor.telemetry;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.util.Optional;

/** Where traces of jobs are sent. */
@ConfigMapping(prefix = "tfmirror.traces")
public interface TraceConfig {

    /** An OpenTelemetry collector that takes OTLP over HTTP, without its path; unset: there are no traces. */
    Optional<URI> endpoint();
}
