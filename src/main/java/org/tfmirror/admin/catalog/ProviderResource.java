package org.tfmirror.admin.catalog;

import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
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
import java.net.URI;
import java.sql.SQLException;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;
import org.tfmirror.admin.job.JobReader;
import org.tfmirror.audit.Action;
import org.tfmirror.audit.Audited;
import org.tfmirror.audit.Caller;
import org.tfmirror.catalog.PackageFilter;
import org.tfmirror.catalog.ReleaseId;
import org.tfmirror.command.catalog.CatalogCommands;
import org.tfmirror.command.job.JobCommands;
import org.tfmirror.origin.OriginConfig;
import org.tfmirror.web.AcceptsQuery;
import org.tfmirror.web.ParameterReader;
import org.tfmirror.web.RequestCaller;

/** The packages of the catalog. */
@Path("/admin/api/providers")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class ProviderResource {

    private final CatalogCommands commands;
    private final JobCommands jobs;
    private final PackageReader packages;
    private final JobReader jobReader;
    private final OriginConfig registries;

    ProviderResource(
            CatalogCommands commands,
            JobCommands jobs,
            PackageReader packages,
            JobReader jobReader,
            OriginConfig registries) {
        this.commands = commands;
        this.jobs = jobs;
        this.packages = packages;
        this.jobReader = jobReader;
        this.registries = registries;
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
        return packages.newest(page.filter(), page.before(), page.limit());
    }

    @GET
    @Path("/{id}")
    @RolesAllowed({"viewer", "admin"})
    public PackageView details(@PathParam("id") String id) {
        return packages.details(ParameterReader.id(id));
    }

    @PUT
    @Path("/{id}")
    @RolesAllowed("admin")
    @Audited(action = Action.PACKAGE_BLOCK, object = "package/{id}")
    public PackageView change(
            @PathParam("id") String id, @Nullable BlockRequest change, @Context RoutingContext request)
            throws SQLException {
        long packageId = ParameterReader.id(id);
        boolean block = BlockRequest.wanted(change);
        Caller caller = RequestCaller.known(request);
        CatalogCommands.Changed changed = block && change != null
                ? commands.block(caller, packageId, change.reason())
                : commands.unblock(caller, packageId);
        return PackageView.of(changed.kept(), changed.warnings());
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
            description = "The package is no longer served; its archive is deleted as soon as the store allows it",
            content = @Content(schema = @Schema(implementation = RemovalView.class)))
    public Response delete(@PathParam("id") String id, @Context RoutingContext request) throws SQLException {
        long packageId = ParameterReader.id(id);
        CatalogCommands.Deleted deleted = commands.delete(RequestCaller.known(request), packageId);
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
    public ReleaseView listAsIs(@Nullable ListRequest wanted, @Context RoutingContext request) throws SQLException {
        ReleaseId release = ListRequest.release(wanted, registries.defaultHostname());
        String reason = wanted == null ? null : wanted.reason();
        CatalogCommands.Listed listed = commands.list(RequestCaller.known(request), release, reason);
        return new ReleaseView(
                release.provider().toString(),
                release.version().toString(),
                true,
                listed.platforms(),
                listed.warnings());
    }

    /** What vouches for a package, byte for byte as its origin gave it. */
    @GET
    @Path("/{id}/evidence")
    @RolesAllowed({"viewer", "admin"})
    public EvidenceView evidence(@PathParam("id") String id) throws SQLException {
        return packages.evidence(ParameterReader.id(id));
    }

    /** Fetches what vouches for packages that lack it, all or some, in a job; all without a body. */
    @POST
    @Path("/evidence")
    @RolesAllowed("admin")
    @Audited(action = Action.PACKAGE_EVIDENCE, object = "job")
    public Response fetchEvidence(@Nullable VerifyRequest wanted, @Context RoutingContext request) throws SQLException {
        PackageFilter filter = VerifyRequest.filter(wanted, registries.defaultHostname());
        return accepted(jobs.fetchEvidence(RequestCaller.known(request), filter));
    }

    /** Judges the packages and reads their objects again, all or some, in a job; all without a body. */
    @POST
    @Path("/verify")
    @RolesAllowed("admin")
    @Audited(action = Action.PACKAGE_VERIFY, object = "job")
    public Response verify(@Nullable VerifyRequest wanted, @Context RoutingContext request) throws SQLException {
        PackageFilter filter = VerifyRequest.filter(wanted, registries.defaultHostname());
        return accepted(jobs.verify(RequestCaller.known(request), filter));
    }

    private Response accepted(long jobId) {
        return Response.accepted(jobReader.summary(jobId))
                .location(URI.create("/admin/api/jobs/" + jobId))
                .build();
    }
}
