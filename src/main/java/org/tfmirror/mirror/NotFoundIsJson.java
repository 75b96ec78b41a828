package org.tfmirror.mirror;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MediaType;
import java.lang.annotation.Annotation;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Answers in JSON also for paths of the mirror that no resource method has: too few segments, or too many. */
class NotFoundIsJson {

    private static final String MIRROR = "/v1/";

    @ServerResponseFilter
    void answer(ContainerRequestContext request, ContainerResponseContext response) {
        boolean ours = request.getUriInfo().getPath().startsWith(MIRROR);
        if (ours && response.getStatus() == 404 && !(response.getEntity() instanceof byte[])) {
            response.setEntity(
                    MirrorError.body(MirrorError.NOT_MIRRORED), new Annotation[0], MediaType.APPLICATION_JSON_TYPE);
        }
    }
}
