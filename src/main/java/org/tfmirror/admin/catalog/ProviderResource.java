package org.tfmirror.admin.catalog;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.event.Event;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.net.URI;
import java.sql.SQLException;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;
import org.tfmirror.audit.Action;
import org.tfmirror.audit.Audited;
import org.tfmirror.catalog.ReleaseId;
import org.tfmirror.job.JobSubmitted;
import org.tfmirror.job.TransactionRetry;
import org.tfmirror.origin.OriginConfig;
import org.tfmirror.web.AcceptsQuery;
import org.tfmirror.web.ParameterReader;

/** The catalog: the packages that the mirror has. */
@Path("/admin/api/providers")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class ProviderResource {

    private final CatalogCommands commands;
    private final VerificationJobs verification;
    private final ListingCommands listing;
    private final OriginConfig registries;
    private final Event<JobSubmitted> submitted;

    ProviderResource(
            CatalogCommands commands,
            VerificationJobs verification,
            ListingCommands listing,
            OriginConfig registries,
            Event<JobSubmitted> submitted) {
        this.commands = commands;
        this.verification = verification;
        this.listing = listing;
        this.registries = registries;
        this.submitted = submitted;
    }

    @GET
    @AcceptsQuery({
        "hostname",
        "namespace",
        "type",
        "version",
        "platform",
        "blocked",
        "integrity",
        "listed",
        "limit",
        "after"
    })
    @RolesAllowed({"viewer", "admin"})
    public PackagePage list(@BeanParam ProviderQuery query) {
        ProviderQuery.Page page = query.parse();
        return commands.newest(page.filter(), page.before(), page.limit());
    }

    @GET
    @Path("/{id}")
    @RolesAllowed({"viewer", "admin"})
    public PackageView details(@PathParam("id") String id) {
        return commands.details(ParameterReader.id(id));
    }

    @PUT
    @Path("/{id}")
    @RolesAllowed("admin")
    @Audited(action = Action.PACKAGE_BLOCK, object = "package/{id}")
    public PackageView change(
            @PathParam("id") String id, @Nullable BlockRequest request, @Context SecurityContext caller)
            throws SQLException {
        long packageId = ParameterReader.id(id);
        boolean block = BlockRequest.wanted(request);
        return block && request != null
                ? commands.block(packageId, caller.getUserPrincipal().getName(), request.reason())
                : commands.unblock(packageId);
    }

    /** Its row and its object, now or as soon as the store allows it; a later job may mirror it again. */
    @DELETE
    @Path("/{id}")
    @Consumes(MediaType.WILDCARD)
    @RolesAllowed("admin")
    @Audited(action = Action.PACKAGE_DELETE, object = "package/{id}")
    @APIResponse(responseCode = "204", description = "The package and its archive are gone")
    @APIResponse(
            responseCode = "200",
            description = "The same, and clients fail for it",
            content = @Content(schema = @Schema(implementation = ChangeWarnings.class)))
    @APIResponse(
            responseCode = "202",
            description = "The package is served no more; its archive is deleted as soon as the store allows it",
            content = @Content(schema = @Schema(implementation = RemovalView.class)))
    public Response delete(@PathParam("id") String id) throws SQLException {
        long packageId = ParameterReader.id(id);
        CatalogCommands.Deleted deleted = commands.delete(packageId);
        if (!deleted.archive()) {
            return Response.accepted(RemovalView.ofLaterArchive(packageId, deleted.warnings()))
                    .build();
        }
        return deleted.warnings().isEmpty()
                ? Response.noContent().build()
                : Response.ok(new ChangeWarnings(deleted.warnings())).build();
    }

    /** Puts a version that waits for platforms into index.json as it is. */
    @POST
    @Path("/list")
    @RolesAllowed("admin")
    @Audited(action = Action.RELEASE_LIST, object = "release")
    public ReleaseView listAsIs(@Nullable ListRequest request) throws SQLException {
        ReleaseId release = ListRequest.release(request, registries.defaultHostname());
        String reason = request == null ? null : request.reason();
        return TransactionRetry.run(() -> listing.list(release, reason));
    }

    /** Reads the packages' objects again, all or some, in a job; all without a body. */
    @POST
    @Path("/verify")
    @RolesAllowed("admin")
    @Audited(action = Action.PACKAGE_VERIFY, object = "job")
    public Response verify(@Nullable VerifyRequest request, @Context SecurityContext caller) throws SQLException {
        long jobId = verification.submit(caller.getUserPrincipal().getName(), request);
        submitted.fire(new JobSubmitted(jobId));
        return Response.accepted(verification.summary(jobId))
                .location(URI.create("/admin/api/jobs/" + jobId))
                .build();
    }
}
