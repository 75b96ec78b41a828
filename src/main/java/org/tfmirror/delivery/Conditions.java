package org.tfmirror.delivery;

import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The headers by which a client asks for less than the whole
 * (<a href="https://www.rfc-editor.org/rfc/rfc9110#name-conditional-requests">RFC 9110, 13</a>); null where absent.
 */
public record Conditions(
        @Nullable String ifMatch,
        @Nullable String ifNoneMatch,
        @Nullable String ifRange,
        @Nullable String range) {

    public static Conditions of(HttpHeaders headers) {
        return new Conditions(
                joined(headers, HttpHeaders.IF_MATCH),
                joined(headers, HttpHeaders.IF_NONE_MATCH),
                headers.getHeaderString("If-Range"),
                headers.getHeaderString("Range"));
    }

    /** Several lines of one list are one list. */
    private static @Nullable String joined(HttpHeaders headers, String name) {
        List<String> lines = headers.getRequestHeader(name);
        return lines == null || lines.isEmpty() ? null : String.join(",", lines);
    }

    /**
     * The answer that a condition asks for instead of the body, in the order of RFC 9110, 13.2.2: 304, or
     *
     * @throws ClientErrorException 412, where {@code If-Match} names another
     */
    public Optional<Response> answerInstead(EntityTag tag) {
        if (!tag.isAmong(ifMatch)) {
            throw new ClientErrorException(
                    "the content has changed since this entity tag", Response.Status.PRECONDITION_FAILED);
        }
        return tag.isNamedBy(ifNoneMatch)
                ? Optional.of(Response.notModified()
                        .header(HttpHeaders.ETAG, tag.value())
                        .build())
                : Optional.empty();
    }

    /**
     * The answer with a document that may change, or the answer that a condition asks for.
     *
     * @param cacheControl the answer's {@code Cache-Control}
     */
    public Response answer(byte[] body, MediaType type, String cacheControl) {
        EntityTag tag = EntityTag.of(body);
        return answerInstead(tag)
                .orElseGet(() -> Response.ok(body, type)
                        .header(HttpHeaders.CONTENT_LENGTH, body.length) // which a HEAD would otherwise not tell
                        .header(HttpHeaders.ETAG, tag.value())
                        .header(HttpHeaders.CACHE_CONTROL, cacheControl)
                        .build());
    }

    /** The part to send; empty for the whole, also where the client has begun another body than this. */
    Optional<RequestedRange> rangeOf(EntityTag tag, long length) {
        return tag.isUnchangedFor(ifRange) ? RequestedRange.parse(range, length) : Optional.empty();
    }
}
