package org.tfmirror.web;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.tfmirror.audit.Caller;

/** The sender of a request and its address. It waits for nothing, so an event loop may call it. */
public final class RequestCaller {

    private RequestCaller() {}

    /** Empty before anybody was authenticated. */
    public static Optional<Caller> of(RoutingContext request) {
        if (!(request.user() instanceof QuarkusHttpUser user)
                || user.getSecurityIdentity().isAnonymous()) {
            return Optional.empty();
        }
        SecurityIdentity identity = user.getSecurityIdentity();
        String subject = identity.getPrincipal() instanceof JsonWebToken token ? token.getSubject() : null;
        return Optional.of(new Caller(identity.getPrincipal().getName(), subject, sourceOf(request)));
    }

    /** The caller of a request that only callers with a role may send. */
    public static Caller known(RoutingContext request) {
        return of(request).orElseThrow(() -> new IllegalStateException("a change needs a known caller"));
    }

    /** The address a request came from; {@code unknown} for a connection that is gone. */
    public static String sourceOf(RoutingContext request) {
        SocketAddress address = request.request().remoteAddress();
        String host = address == null ? null : address.hostAddress();
        return host == null ? "unknown" : host;
    }
}
