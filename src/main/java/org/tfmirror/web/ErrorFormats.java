package org.tfmirror.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.arc.All;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Finds the error format for a request's path. Thread-safe. */
@Singleton
public class ErrorFormats {

    /** Paths of no door. */
    private static final ErrorFormat DEFAULT = new ErrorFormat() {
        @Override
        public boolean isFor(String path) {
            return true;
        }

        @Override
        public Optional<Problem> describe(Throwable error) {
            return Optional.empty();
        }
    };

    private final List<ErrorFormat> doors;
    private final ObjectMapper mapper;

    ErrorFormats(@All List<ErrorFormat> doors, ObjectMapper mapper) {
        this.doors = doors;
        this.mapper = mapper;
    }

    ErrorFormat of(RoutingContext request) {
        String path = pathOf(request);
        return doors.stream().filter(door -> door.isFor(path)).findFirst().orElse(DEFAULT);
    }

    /** The path by which a request is routed: dots and doubled slashes are resolved; as it was sent where that fails. */
    public static String pathOf(RoutingContext request) {
        try {
            return request.normalizedPath();
        } catch (IllegalArgumentException e) {
            return String.valueOf(request.request().path());
        }
    }

    /** Answers a request that no resource sees. */
    public void send(RoutingContext request, Problem problem) {
        ErrorFormat format = of(request);
        request.response()
                .setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, format.mediaType().toString())
                .end(written(format.body(problem)));
    }

    private Buffer written(Object body) {
        try {
            return Buffer.buffer(body instanceof byte[] bytes ? bytes : mapper.writeValueAsBytes(body));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers are always written", e);
        }
    }
}
