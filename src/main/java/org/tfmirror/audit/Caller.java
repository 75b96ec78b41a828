package org.tfmirror.audit;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * Who sent a request, and from where.
 *
 * @param actor the name in the token
 * @param subject the token's {@code sub}, which unlike a name is never given to somebody else; null where it has none
 * @param source the address the request came from: a proxy's, unless {@code quarkus.http.proxy.*} says whom to believe
 */
public record Caller(String actor, @Nullable String subject, String source) {

    /** Empty before anybody was authenticated. Asks nobody anything, so it may be called on an event loop. */
    public static Optional<Caller> of(RoutingContext request) {
        if (!(request.user() instanceof QuarkusHttpUser user)
                || user.getSecurityIdentity().isAnonymous()) {
            return Optional.empty();
        }
        SecurityIdentity identity = user.getSecurityIdentity();
        String subject = identity.getPrincipal() instanceof JsonWebToken token ? token.getSubject() : null;
        return Optional.of(new Caller(identity.getPrincipal().getName(), subject, sourceOf(request)));
    }

    /** The address a request came from; {@code unknown} for a connection that is gone. */
    public static String sourceOf(RoutingContext request) {
        SocketAddress address = request.request().remoteAddress();
        String host = address == null ? null : address.hostAddress();
        return host == null ? "unknown" : host;
    }
}
