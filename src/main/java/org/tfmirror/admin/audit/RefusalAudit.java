package org.tfmirror.admin.audit;

import io.quarkus.arc.Arc;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
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
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;
import org.tfmirror.audit.Action;
import org.tfmirror.audit.AuditLog;
import org.tfmirror.audit.Audited;
import org.tfmirror.audit.Caller;
import org.tfmirror.web.Problem;
import org.tfmirror.web.RequestCaller;

/**
 * Audits the changes that were refused or failed, for any reason. Calls without a known caller are only logged: a
 * stranger must not be able to fill a table.
 */
@Singleton
class RefusalAudit {

    private static final Logger LOG = Logger.getLogger(RefusalAudit.class);

    /** Under what a request remembers the entry that its change wrote. */
    private static final String ENTRY = RefusalAudit.class.getName();

    private final AuditLog audit;
    private final CurrentVertxRequest current;

    RefusalAudit(AuditLog audit, CurrentVertxRequest current) {
        this.audit = audit;
        this.current = current;
    }

    /** Runs on the change's thread. There is no request where the service itself makes the change. */
    void remember(@Observes AuditLog.ChangeWritten change) {
        RoutingContext request = Arc.container().requestContext().isActive() ? current.getCurrent() : null;
        if (request != null) {
            request.put(ENTRY, change.entry());
        }
    }

    @ServerResponseFilter
    Uni<Void> filter(ContainerResponseContext response, ResourceInfo resource, UriInfo uri, RoutingContext request) {
        Method method = resource.getResourceMethod();
        Audited audited = method == null ? null : method.getAnnotation(Audited.class);
        if (response.getStatus() == Status.UNAUTHORIZED.getStatusCode()) {
            LOG.infof(
                    "call without a valid token method=%s path=%s source=%s",
                    request.request().method(), request.request().path(), RequestCaller.sourceOf(request));
        }
        Optional<Caller> caller = RequestCaller.of(request);
        if (audited == null || response.getStatus() < 400 || caller.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Refusal act = new Refusal(
                caller.get(),
                audited.action(),
                objectOf(audited, uri.getPathParameters()),
                codeOf(response, request),
                request.get(ENTRY),
                response.getStatus() >= 500);
        // A refusal by role comes on an event loop, which must not wait for the database.
        return Uni.createFrom()
                .voidItem()
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .invoke(() -> write(act));
    }

    /**
     * An act that was not done, as far as its answer tells.
     *
     * @param change the entry that the request's change wrote, committed or not; null where there is none
     * @param failed whether it was allowed and did not succeed
     */
    private record Refusal(
            Caller caller,
            Action action,
            String object,
            String code,
            @Nullable Long change,
            boolean failed) {}

    private void write(Refusal act) {
        try {
            if (act.failed()) {
                audit.failed(act.caller(), act.action(), act.object(), act.code(), act.change());
            } else {
                audit.refused(act.caller(), act.action(), act.object(), act.code(), act.change());
            }
        } catch (SQLException e) {
            // Nothing was changed, so the answer stands.
            LOG.errorf(
                    "refused change not audited action=%s object=%s actor=%s code=%s error=%s",
                    act.action().wireName(), act.object(), act.caller().actor(), act.code(), e.getMessage());
        }
    }

    private static String objectOf(Audited audited, MultivaluedMap<String, String> parameters) {
        String object = audited.object();
        for (Map.Entry<String, List<String>> each : parameters.entrySet()) {
            object = object.replace("{" + each.getKey() + "}", String.join(",", each.getValue()));
        }
        return object;
    }

    private static String codeOf(ContainerResponseContext response, RoutingContext request) {
        Problem problem = Problem.notedOn(request);
        return problem == null ? "http_" + response.getStatus() : problem.code();
    }
}
