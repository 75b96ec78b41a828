package org.tfmirror.console.session;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;

/**
 * Hides the console where none is configured, and tells browsers what its pages may do: load from here only, run no inline
 * script, and not be framed. Everywhere else cookies are dropped: the extension would choose the console's tenant by
 * the name of its session cookie, on any path, and so a session would open the API.
 */
@Singleton
class ConsoleGuard {

    /** Before authentication, whose redirects are the console's, too. */
    private static final int BEFORE_LOGIN = 2_000;

    /** Without form-action: a form that is sent after the session's end is answered by a redirect to the login page. */
    private static final String POLICY =
            "default-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'";

    private static final String LIBRARIES = "/webjars/";
    private static final String STATIC = ConsoleSettings.ROOT + "/static/";
    /** Its names are answered as those of a path that nothing has. */
    private static final String NOWHERE = "/no-console";

    private final ConsoleSettings settings;

    ConsoleGuard(ConsoleSettings settings) {
        this.settings = settings;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, BEFORE_LOGIN);
    }

    private void check(RoutingContext request) {
        String path = request.normalizedPath();
        boolean library = path.startsWith(LIBRARIES);
        if (!library && !ConsoleSettings.owns(path)) {
            request.request().headers().remove(HttpHeaders.COOKIE);
            request.next();
        } else if (!settings.isEnabled()) {
            request.reroute(NOWHERE);
        } else {
            boolean cached = library || path.startsWith(STATIC);
            request.addHeadersEndHandler(written -> answer(request.response(), cached));
            request.next();
        }
    }

    private static void answer(HttpServerResponse response, boolean cached) {
        response.putHeader("Content-Security-Policy", POLICY);
        if (!cached) {
            response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        }
    }
}
