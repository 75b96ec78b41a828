package org.tfmirror.delivery.answer;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;

/** An error of the mirror as JSON: clients of the protocol read JSON only, without a charset. */
public final class MirrorError {

    public static final String NOT_MIRRORED = "not mirrored";

    /** Clients sleep for as long, within the little time that they have. */
    public static final int RETRY_SECONDS = 5;

    private MirrorError() {}

    public static Response response(int status, String message) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(body(message))
                .build();
    }

    public static Response notMirrored() {
        return response(404, NOT_MIRRORED);
    }

    public static Response unauthorized() {
        return Response.fromResponse(response(401, "a token of this mirror is needed"))
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                .build();
    }

    /** Nothing is known of it at the moment. A client sleeps for Retry-After and asks once more. */
    public static Response tryAgain() {
        return Response.fromResponse(
                        response(503, "the origin does not answer, and nothing of this is mirrored; try again"))
                .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
                .build();
    }

    public static byte[] body(String message) {
        String escaped = new String(JsonStringEncoder.getInstance().quoteAsString(message));
        return "{\"errors\":[\"%s\"]}".formatted(escaped).getBytes(StandardCharsets.UTF_8);
    }
}
