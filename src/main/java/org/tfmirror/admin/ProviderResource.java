package org.tfmirror.admin;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.tfmirror.audit.Action;
import org.tfmirror.audit.Audited;

/** The catalog: the packages that the mirror has. */
@Path("/admin/api/providers")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class ProviderResource {

    private final CatalogDesk desk;

    ProviderResource(CatalogDesk desk) {
        this.desk = desk;
    }

    @GET
    @RolesAllowed({"viewer", "admin"})
    public PackagePage list(@BeanParam ProviderQuery query) {
        ProviderQuery.Page page = query.parse();
        return desk.newest(page.filter(), page.before(), page.limit());
    }

    @GET
    @Path("/{id}")
    @RolesAllowed({"viewer", "admin"})
    public PackageView details(@PathParam("id") String id) {
        return desk.details(parseId(id));
    }

    @PUT
    @Path("/{id}")
    @RolesAllowed("admin")
    @Audited(action = Action.PACKAGE_BLOCK, object = "package/{id}")
    public PackageView change(
            @PathParam("id") String id, @Nullable BlockRequest request, @Context SecurityContext caller)
            throws SQLException {
        long packageId = parseId(id);
        boolean block = BlockRequest.wanted(request);
        return block && request != null
                ? desk.block(packageId, caller.getUserPrincipal().getName(), request.reason())
                : desk.unblock(packageId);
    }

    /** An id that is no number names no package. */
    private static long parseId(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new jakarta.ws.rs.NotFoundException(e);
        }
    }
}
