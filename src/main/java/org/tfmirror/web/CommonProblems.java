package org.tfmirror.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.quarkus.arc.ArcUndeclaredThrowableException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.RollbackException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.io.CharConversionException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.tfmirror.web.LimitedInputStream.BodyTooLongException;

/** Describes the exceptions that any door may meet: the framework's, the database's, and those of bodies. */
final class CommonProblems {

    private static final Logger LOG = Logger.getLogger(CommonProblems.class);
    private static final String BAD_BODY = "the body is not as this call expects it";

    private CommonProblems() {}

    static Problem of(Throwable error) {
        Optional<BodyTooLongException> tooLong = find(BodyTooLongException.class, error);
        if (tooLong.isPresent()) {
            return Problem.of(
                    413, "content_too_large", String.valueOf(tooLong.get().getMessage()));
        }
        if (error instanceof InvalidRequestException invalid) {
            return Problem.of(400, "invalid_request", "the request is not valid, see violations", invalid.violations());
        }
        if (error instanceof UnauthorizedException || error instanceof AuthenticationFailedException) {
            return Problem.of(401, "unauthorized", "a valid bearer token is needed");
        }
        if (error instanceof ForbiddenException) {
            return Problem.of(403, "forbidden", "the token's roles do not allow this");
        }
        if (error instanceof WebApplicationException http) {
            return http.getCause() instanceof JsonProcessingException json ? badBody(json) : ofStatus(http);
        }
        if (isOfDatabase(error)) {
            LOG.warnf("request failed error=%s", error.getMessage());
            return Problem.of(503, "database_unavailable", "the database did not answer; try again");
        }
        return ofBody(error);
    }

    private static boolean isOfDatabase(Throwable error) {
        return error instanceof SQLException
                || error instanceof PersistenceException
                // A failed commit throws these.
                || error instanceof ArcUndeclaredThrowableException && error.getCause() instanceof RollbackException;
    }

    private static Problem ofStatus(WebApplicationException error) {
        Response.StatusType status = error.getResponse().getStatusInfo();
        return switch (status.getStatusCode()) {
            case 404 -> Problem.of(404, "not_found", "there is no such path");
            case 413 -> Problem.of(413, "content_too_large", "the body is longer than this service reads");
            default ->
                Problem.of(
                        status.getStatusCode(),
                        status.getReasonPhrase().toLowerCase(Locale.ROOT).replaceAll("[^a-z]+", "_"),
                        status.getReasonPhrase());
        };
    }

    private static Problem ofBody(Throwable error) {
        if (error instanceof JsonProcessingException json) {
            return badBody(json);
        }
        if (error instanceof CharConversionException) { // bytes that are no text in the encoding they are taken for
            return Problem.of(400, "invalid_request", BAD_BODY, List.of(new Violation("", "not JSON")));
        }
        if (BodyFaults.isOfForm(error)) {
            return Problem.of(400, "invalid_request", BAD_BODY, List.of(BodyFaults.ofForm(error)));
        }
        if (error instanceof IOException) { // the caller hung up, or the store did: few hear the answer
            LOG.infof("a body ended early error=%s", error.getMessage());
            return Problem.of(400, "body_cut_short", "the body could not be read or written completely");
        }
        LOG.error("request failed unexpectedly", error);
        return Problem.of(500, "internal_error", "unexpected error; see the log of this replica");
    }

    private static Problem badBody(JsonProcessingException error) {
        return Problem.of(400, "invalid_request", BAD_BODY, List.of(BodyFaults.ofJson(error)));
    }

    /** Looks through the causes, because another exception may wrap it. */
    private static <T extends Throwable> Optional<T> find(Class<T> type, Throwable error) {
        return Stream.iterate(error, Objects::nonNull, Throwable::getCause)
                .limit(16)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst();
    }
}
