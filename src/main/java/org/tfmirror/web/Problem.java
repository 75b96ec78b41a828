package org.tfmirror.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An error as <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a> has it.
 *
 * @param code the problem's kind, in snake_case, for programs
 * @param violations the faults of a bad request; absent for other problems
 */
@Schema(description = "An error, as RFC 9457 has it")
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String code,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Violation> violations) {

    /** The media type of a problem. */
    public static final MediaType MEDIA_TYPE = new MediaType("application", "problem+json");

    private static final String NOTE = Problem.class.getName();

    public static Problem of(int status, String code, String detail) {
        return of(status, code, detail, List.of());
    }

    public static Problem of(int status, String code, String detail, List<Violation> violations) {
        Response.Status known = Response.Status.fromStatusCode(status);
        String title = known == null ? "Unprocessable Content" : known.getReasonPhrase();
        return new Problem("urn:tf-mirror:problem:" + code, title, status, detail, code, violations);
    }

    /**
     * Notes the problem that a request is answered with, for readers of an answer that does not carry it, such as a
     * page.
     */
    public void noteOn(RoutingContext request) {
        request.put(NOTE, this);
    }

    /** The noted problem; null for none. */
    public static @Nullable Problem notedOn(RoutingContext request) {
        return request.get(NOTE);
    }
}
