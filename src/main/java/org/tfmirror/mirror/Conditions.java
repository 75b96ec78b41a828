package org.tfmirror.mirror;

import jakarta.ws.rs.core.HttpHeaders;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The headers by which a client asks for less than the whole
 * (<a href="https://www.rfc-editor.org/rfc/rfc9110#name-conditional-requests">RFC 9110, 13</a>); null where absent.
 */
record Conditions(
        @Nullable String ifNoneMatch,
        @Nullable String ifRange,
        @Nullable String range) {

    static Conditions of(HttpHeaders headers) {
        return new Conditions(
                headers.getHeaderString(HttpHeaders.IF_NONE_MATCH),
                headers.getHeaderString("If-Range"),
                headers.getHeaderString("Range"));
    }

    /** The part to send; empty for the whole, also where the client has begun another body than this. */
    Optional<RequestedRange> rangeOf(EntityTag tag, long length) {
        return tag.isUnchangedFor(ifRange) ? RequestedRange.parse(range, length) : Optional.empty();
    }
}
