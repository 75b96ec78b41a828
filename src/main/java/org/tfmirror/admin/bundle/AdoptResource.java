package org.tfmirror.admin.bundle;

import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.sql.SQLException;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;
import org.tfmirror.admin.job.JobReader;
import org.tfmirror.admin.job.JobView;
import org.tfmirror.audit.Action;
import org.tfmirror.audit.Audited;
import org.tfmirror.command.bundle.AdoptionCommands;
import org.tfmirror.storage.StorageException;
import org.tfmirror.web.RequestCaller;

/** Archives that lie in the bucket already: another mirror's, or a directory's that was copied there. */
@Path("/admin/api/providers/adopt")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class AdoptResource {

    private final AdoptionCommands commands;
    private final JobReader reader;

    AdoptResource(AdoptionCommands commands, JobReader reader) {
        this.commands = commands;
        this.reader = reader;
    }

    /** Takes them over, in a job: each is verified by what its origin says, and copied to the mirror's own key. */
    @POST
    @RolesAllowed("admin")
    @Audited(action = Action.PACKAGE_ADOPT, object = "job")
    @APIResponse(responseCode = "202", content = @Content(schema = @Schema(implementation = JobView.class)))
    public Response adopt(@Nullable AdoptRequest wanted, @Context RoutingContext request)
            throws SQLException, StorageException {
        long jobId =
                commands.adopt(RequestCaller.known(request), AdoptRequest.folder(wanted), AdoptRequest.waive(wanted));
        return Response.accepted(reader.summary(jobId))
                .location(URI.create("/admin/api/jobs/" + jobId))
                .build();
    }
}
