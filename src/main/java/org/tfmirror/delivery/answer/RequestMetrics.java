package org.tfmirror.delivery.answer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.ext.Provider;
import java.time.Duration;
import java.util.Arrays;

/**
 * Counts and times the requests of Terraform's doors, by kind and outcome; never by name, for there
 * are as many names as providers. Timed until the answer begins: how long a client takes to read it is its own affair.
 */
@Provider
@Measured
@Singleton
public class RequestMetrics implements ContainerRequestFilter, ContainerResponseFilter {

    private static final String STARTED = RequestMetrics.class.getName();
    private static final Duration[] BUCKETS = Arrays.stream(new long[] {2, 5, 10, 25, 50, 100, 250, 1_000, 5_000})
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final MeterRegistry registry;

    RequestMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (Kind kind : Kind.values()) {
            timer(kind, "error"); // at zero from the start, so that the first is seen as an increase
        }
    }

    /**
     * The kind of the request and its protocol. Archives count as the network mirror's, even where the registry face
     * gave the URL.
     */
    private enum Kind {
        INDEX("mirror"),
        VERSION("mirror"),
        ARCHIVE("mirror"),
        VERSIONS("registry"),
        DOWNLOAD("registry"),
        EVIDENCE("registry");

        private static final String REGISTRY = "/v1/registry/";

        private final String face;

        Kind(String face) {
            this.face = face;
        }

        static Kind of(String path) {
            if (!path.startsWith(REGISTRY)) {
                return ofFile(path);
            }
            if (path.endsWith("/versions")) {
                return VERSIONS;
            }
            return path.contains("/download/") ? DOWNLOAD : EVIDENCE;
        }

        private static Kind ofFile(String path) {
            if (path.endsWith("/index.json")) {
                return INDEX;
            }
            return path.endsWith(".json") ? VERSION : ARCHIVE;
        }
    }

    @Override
    public void filter(ContainerRequestContext request) {
        request.setProperty(STARTED, Timer.start());
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (request.getProperty(STARTED) instanceof Timer.Sample started) {
            started.stop(timer(Kind.of(request.getUriInfo().getPath()), outcome(response.getStatus())));
        }
    }

    private static String outcome(int status) {
        return switch (status) {
            case 200, 206 -> "served";
            case 304 -> "not_modified";
            case 307 -> "redirected";
            case 404 -> "not_found";
            default -> status >= 500 ? "error" : "refused";
        };
    }

    private Timer timer(Kind kind, String outcome) {
        return Timer.builder("tfmirror.mirror.requests")
                .tag("face", kind.face)
                .tag("kind", kind.name().toLowerCase(java.util.Locale.ROOT))
                .tag("outcome", outcome)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }
}
