package org.tfmirror.web;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * Turns an exception of a resource into an error of the door that its path belongs to: this is the application's only
 * exception mapper. No error shows a stack trace or an inner name.
 */
class ProblemMapper {

    private final ErrorFormats formats;

    ProblemMapper(ErrorFormats formats) {
        this.formats = formats;
    }

    /** The framework has mappers of its own for all these types but the last. */
    @ServerExceptionMapper({
        UnauthorizedException.class,
        AuthenticationFailedException.class,
        ForbiddenException.class,
        MismatchedInputException.class,
        WebApplicationException.class,
        Exception.class
    })
    Response map(Exception error, RoutingContext request) {
        if (error instanceof WebApplicationException http && http.getResponse().getStatus() < 400) {
            return http.getResponse();
        }
        ErrorFormat format = formats.of(request);
        Problem problem = format.describe(error).orElseGet(() -> CommonProblems.of(error));
        problem.noteOn(request);
        Response.ResponseBuilder answer =
                Response.status(problem.status()).type(format.mediaType()).entity(format.body(problem));
        if (problem.status() == 401) {
            answer.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        format.retryAfterSeconds(error).ifPresent(seconds -> answer.header(HttpHeaders.RETRY_AFTER, seconds));
        return answer.build();
    }
}
