package org.tfmirror.mirror;

import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MediaType;
import java.lang.annotation.Annotation;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Answers in JSON also for paths of the mirror that no resource method has: too few segments, or too many. */
class NotFoundIsJson {

    private static final String MIRROR = "/v1/";

    @ServerResponseFilter
    void answer(ContainerResponseContext response, RoutingContext request) {
        String path = request.request().path(); // as it was sent: JAX-RS decodes it, some of it twice, and may fail
        boolean ours = path != null && path.startsWith(MIRROR);
        if (ours && response.getStatus() == 404 && !(response.getEntity() instanceof byte[])) {
            response.setEntity(
                    MirrorError.body(MirrorError.NOT_MIRRORED), new Annotation[0], MediaType.APPLICATION_JSON_TYPE);
        }
    }
}
