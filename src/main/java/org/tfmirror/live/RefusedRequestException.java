package org.tfmirror.live;

import jakarta.ws.rs.core.Response.Status;

/** This replica cannot serve a well-formed request now. */
public final class RefusedRequestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    private RefusedRequestException(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    public static RefusedRequestException tooManyWatchers(int limit) {
        return new RefusedRequestException(
                Status.SERVICE_UNAVAILABLE.getStatusCode(),
                "too_many_watchers",
                "this replica has %d watchers already; try again later".formatted(limit));
    }

    public static RefusedRequestException shuttingDown() {
        return new RefusedRequestException(
                Status.SERVICE_UNAVAILABLE.getStatusCode(), "shutting_down", "this replica is shutting down");
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }
}
