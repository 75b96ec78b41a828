package org.tfmirror.console.session;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Objects;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;
import org.tfmirror.audit.Caller;
import org.tfmirror.web.RequestCaller;

/** Finds who views a page, and checks who sends a form. Thread-safe. */
@Singleton
public class Sessions {

    private final FormTokens tokens;

    Sessions(FormTokens tokens) {
        this.tokens = tokens;
    }

    /**
     * A person at the console.
     *
     * @param admin whether they may change anything
     * @param formToken for the forms of the page they are given
     */
    public record Visitor(String name, boolean admin, String formToken) {}

    /** Who a page is for. */
    public Visitor visitor(RoutingContext request) {
        SecurityIdentity identity = identity(request);
        return new Visitor(
                identity.getPrincipal().getName(), identity.hasRole("admin"), tokens.issue(nameOf(identity)));
    }

    /**
     * Who commands by a form; the only way to a caller from the console.
     *
     * @param formToken as it was sent
     * @throws FormRefusedException where the form is not from a page of this session
     */
    public Caller caller(RoutingContext request, @Nullable String formToken) {
        if (formToken == null || !tokens.isGood(nameOf(identity(request)), formToken)) {
            throw new FormRefusedException();
        }
        return RequestCaller.known(request);
    }

    private static SecurityIdentity identity(RoutingContext request) {
        if (request.user() instanceof QuarkusHttpUser user) {
            return user.getSecurityIdentity();
        }
        throw new IllegalStateException("pages are for those who have logged in");
    }

    /** The login, which outlives the tokens of it; where the provider does not name it, the person. */
    private static String nameOf(SecurityIdentity identity) {
        if (identity.getPrincipal() instanceof JsonWebToken token) {
            Object session = token.getClaim("sid");
            return token.getIssuer() + "\n" + token.getSubject() + "\n" + Objects.requireNonNullElse(session, "");
        }
        throw new IllegalStateException("a session is made of tokens");
    }
}
