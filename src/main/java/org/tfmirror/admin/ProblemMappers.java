package org.tfmirror.admin;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.quarkus.arc.ArcUndeclaredThrowableException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.RollbackException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
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
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;

/** Turns whatever a resource throws into a {@link Problem}. None shows a stack trace or an inner name. */
class ProblemMappers {

    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

    @ServerExceptionMapper
    Response invalid(InvalidRequestException e) {
        return Problem.response(400, "invalid_request", "the request is not valid, see violations", e.violations());
    }

    @ServerExceptionMapper
    Response refused(RefusedRequestException e) {
        return Problem.response(e.status(), e.code(), String.valueOf(e.getMessage()));
    }

    @ServerExceptionMapper
    Response unauthenticated(UnauthorizedException e) {
        return unauthorized();
    }

    @ServerExceptionMapper
    Response badToken(AuthenticationFailedException e) {
        return unauthorized();
    }

    private static Response unauthorized() {
        Response problem = Problem.response(401, "unauthorized", "a valid bearer token is needed");
        return Response.fromResponse(problem)
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                .build();
    }

    @ServerExceptionMapper
    Response forbidden(ForbiddenException e) {
        return Problem.response(403, "forbidden", "the token's roles do not allow this");
    }

    /** What it is found in may have wrapped it. */
    private static Optional<BodyTooLongException> overLimit(Throwable e) {
        return Stream.iterate(e, Objects::nonNull, Throwable::getCause)
                .limit(16)
                .filter(BodyTooLongException.class::isInstance)
                .map(BodyTooLongException.class::cast)
                .findFirst();
    }

    /** The rest of the body is not waited for. */
    private static Response tooLong(BodyTooLongException e) {
        return Response.fromResponse(Problem.response(413, "content_too_large", String.valueOf(e.getMessage())))
                .header("Connection", "close")
                .build();
    }

    @ServerExceptionMapper
    Response badJson(JsonProcessingException e) {
        Optional<BodyTooLongException> tooLong = overLimit(e);
        if (tooLong.isPresent()) {
            return tooLong(tooLong.get());
        }
        return Problem.response(400, "invalid_request", "the body is not what is expected", List.of(violationOf(e)));
    }

    /** The framework has a mapper of its own for these, which would come first. */
    @ServerExceptionMapper
    Response badType(MismatchedInputException e) {
        return badJson(e);
    }

    @ServerExceptionMapper
    Response http(WebApplicationException e) {
        Optional<BodyTooLongException> tooLong = overLimit(e);
        if (tooLong.isPresent()) {
            return tooLong(tooLong.get());
        }
        if (e.getCause() instanceof JsonProcessingException json) {
            return badJson(json);
        }
        Response.StatusType status = e.getResponse().getStatusInfo();
        if (status.getStatusCode() < 400) {
            return e.getResponse();
        }
        if (status.getStatusCode() == 413) {
            return Problem.response(413, "content_too_large", "the body is longer than this service reads");
        }
        if (e instanceof NotAllowedException) {
            return methodNotAllowed();
        }
        String code = status.getReasonPhrase().toLowerCase(Locale.ROOT).replaceAll("[^a-z]+", "_");
        return Problem.response(status.getStatusCode(), code, status.getReasonPhrase());
    }

    /** With the methods that are: RFC 9110, 15.5.6, asks for them. */
    private static Response methodNotAllowed() {
        String allowed = String.join(", ", AllowedMethods.of(CurrentRequestManager.get()));
        Response problem = Problem.response(405, "method_not_allowed", "allowed are " + allowed);
        return Response.fromResponse(problem).header(HttpHeaders.ALLOW, allowed).build();
    }

    @ServerExceptionMapper
    Response databaseGone(SQLException e) {
        LOG.warnf("request failed error=%s", e.getMessage());
        return unavailable();
    }

    @ServerExceptionMapper
    Response databaseGone(PersistenceException e) {
        LOG.warnf("request failed error=%s", e.getMessage());
        return unavailable();
    }

    /** What a commit that failed comes as. */
    @ServerExceptionMapper
    Response notCommitted(ArcUndeclaredThrowableException e) {
        if (!(e.getCause() instanceof RollbackException)) {
            return defect(e);
        }
        LOG.warnf("request failed error=%s", e.getCause().getMessage());
        return unavailable();
    }

    private static Response unavailable() {
        return Problem.response(503, "database_unavailable", "the database did not answer; try again");
    }

    /** Bytes that are no text in the encoding they are taken for. */
    @ServerExceptionMapper
    Response notText(CharConversionException e) {
        return Problem.response(
                400, "invalid_request", "the body is not what is expected", List.of(new Violation("", "not JSON")));
    }

    /** A caller that hung up, or a store that did, in the middle of a body: nothing here is broken, and few hear the answer. */
    @ServerExceptionMapper
    Response cutShort(IOException e) {
        if (e instanceof BodyTooLongException tooLong) {
            return tooLong(tooLong);
        }
        LOG.infof("a body ended early error=%s", e.getMessage());
        return Problem.response(400, "body_cut_short", "the body could not be read or written to its end");
    }

    @ServerExceptionMapper
    Response defect(Exception e) {
        LOG.error("request met a defect", e);
        return Problem.response(500, "internal_error", "this should not happen; the log of this replica says more");
    }

    private static Violation violationOf(JsonProcessingException e) {
        String field = e instanceof JsonMappingException mapping ? path(mapping) : "";
        if (e instanceof UnrecognizedPropertyException unknown) {
            return new Violation(field, "unknown field; known are " + unknown.getKnownPropertyIds());
        }
        if (e instanceof MismatchedInputException) {
            return new Violation(field, "of another type than expected");
        }
        if (e instanceof StreamConstraintsException) {
            return new Violation("", "nested too deep, or with a value that is too long");
        }
        JsonLocation at = e.getLocation();
        String where = at == null ? "" : " at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
        return new Violation("", "not JSON" + where);
    }

    private static String path(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return path.toString();
    }
}
