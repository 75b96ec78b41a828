package org.tfmirror.admin.audit;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.Method;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;
import org.tfmirror.audit.AuditLog;
import org.tfmirror.audit.Audited;
import org.tfmirror.audit.Caller;
import org.tfmirror.web.Problem;

/**
 * Writes down the changes that were refused or failed, whatever refused them. Who is not known is in the log only: a
 * stranger must not be able to fill a table.
 */
@Singleton
class RefusalAudit {

    private static final Logger LOG = Logger.getLogger(RefusalAudit.class);

    private final AuditLog audit;

    RefusalAudit(AuditLog audit) {
        this.audit = audit;
    }

    @ServerResponseFilter
    Uni<Void> filter(ContainerResponseContext response, ResourceInfo resource, UriInfo uri, RoutingContext request) {
        Method method = resource.getResourceMethod();
        Audited audited = method == null ? null : method.getAnnotation(Audited.class);
        if (response.getStatus() == Status.UNAUTHORIZED.getStatusCode()) {
            LOG.infof(
                    "call without a valid token method=%s path=%s source=%s",
                    request.request().method(), request.request().path(), Caller.sourceOf(request));
        }
        if (audited == null || response.getStatus() < 400 || Caller.of(request).isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        String object = objectOf(audited, uri.getPathParameters());
        String code = codeOf(response);
        boolean failed = response.getStatus() >= 500;
        // A refusal by role comes on an event loop, which must not wait for the database.
        return Uni.createFrom()
                .voidItem()
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .invoke(() -> write(request, audited, object, code, failed));
    }

    private void write(RoutingContext request, Audited audited, String object, String code, boolean failed) {
        try {
            if (failed) {
                audit.failed(request, audited.action(), object, code);
            } else {
                audit.refused(request, audited.action(), object, code);
            }
        } catch (SQLException e) {
            // Nothing was changed, so the answer stands.
            LOG.errorf(
                    "no audit entry of what was not done action=%s object=%s actor=%s code=%s error=%s",
                    audited.action().wireName(),
                    object,
                    Caller.of(request).map(Caller::actor).orElse("unknown"),
                    code,
                    e.getMessage());
        }
    }

    private static String objectOf(Audited audited, MultivaluedMap<String, String> parameters) {
        String object = audited.object();
        for (Map.Entry<String, List<String>> each : parameters.entrySet()) {
            object = object.replace("{" + each.getKey() + "}", String.join(",", each.getValue()));
        }
        return object;
    }

    private static String codeOf(ContainerResponseContext response) {
        @Nullable Object entity = response.getEntity();
        return entity instanceof Problem problem ? problem.code() : "http_" + response.getStatus();
    }
}
