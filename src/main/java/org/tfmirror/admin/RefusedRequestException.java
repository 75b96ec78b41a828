package org.tfmirror.admin;

import jakarta.ws.rs.core.Response.Status;
import org.tfmirror.catalog.ReleaseId;

/** A well-formed request that cannot be done as things are. */
public final class RefusedRequestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    private RefusedRequestException(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    public static RefusedRequestException unknownJob(long id) {
        return new RefusedRequestException(
                Status.NOT_FOUND.getStatusCode(), "job_not_found", "there is no job %d".formatted(id));
    }

    public static RefusedRequestException unknownPackage(long id) {
        return new RefusedRequestException(
                Status.NOT_FOUND.getStatusCode(), "package_not_found", "there is no package %d".formatted(id));
    }

    public static RefusedRequestException unknownRelease(ReleaseId release) {
        return new RefusedRequestException(
                Status.NOT_FOUND.getStatusCode(),
                "release_not_found",
                "no package of %s is served, so it cannot be listed".formatted(release));
    }

    public static RefusedRequestException conflict(String code, String message) {
        return new RefusedRequestException(Status.CONFLICT.getStatusCode(), code, message);
    }

    public static RefusedRequestException keyReused(String key) {
        return new RefusedRequestException(
                422, "idempotency_key_reused", "the idempotency key %s was used for another request".formatted(key));
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
