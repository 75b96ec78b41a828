package org.tfmirror.admin.bundle;

import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.sql.SQLException;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;
import org.tfmirror.audit.Action;
import org.tfmirror.audit.Audited;
import org.tfmirror.bundle.BundleConfig;
import org.tfmirror.bundle.Bundles.Bundle;
import org.tfmirror.command.CommandRefusedException;
import org.tfmirror.command.bundle.BundleCommands;
import org.tfmirror.command.bundle.BundleSelection;
import org.tfmirror.delivery.BundleDownloads;
import org.tfmirror.delivery.DeliveryQueueFullException;
import org.tfmirror.storage.StorageException;
import org.tfmirror.submission.JobRequestParser;
import org.tfmirror.web.AcceptsQuery;
import org.tfmirror.web.ParameterReader;
import org.tfmirror.web.RequestCaller;

/** Bundles for other mirrors: pack them, look, download. */
@Path("/admin/api/bundles")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class BundleResource {

    private final BundleCommands commands;
    private final BundleReader reader;
    private final BundleDownloads downloads;
    private final JobRequestParser parser;
    private final BundleConfig config;

    BundleResource(
            BundleCommands commands,
            BundleReader reader,
            BundleDownloads downloads,
            JobRequestParser parser,
            BundleConfig config) {
        this.commands = commands;
        this.reader = reader;
        this.downloads = downloads;
        this.parser = parser;
        this.config = config;
    }

    /** Packs a selection, in a job; or tells with {@code dry_run} what it would come to. */
    @POST
    @AcceptsQuery("dry_run")
    @RolesAllowed("admin")
    @Audited(action = Action.BUNDLE_EXPORT, object = "bundle")
    @APIResponse(
            responseCode = "202",
            description = "The job that packs it",
            content = @Content(schema = @Schema(implementation = BundleView.class)))
    @APIResponse(
            responseCode = "200",
            description = "What it would come to",
            content = @Content(schema = @Schema(implementation = PlanView.class)))
    public Response export(
            @Nullable BundleRequest wanted,
            @QueryParam("dry_run") @Nullable String dryRun,
            @Context RoutingContext request)
            throws SQLException, StorageException {
        ParameterReader query = new ParameterReader();
        boolean dry = Boolean.TRUE.equals(query.bool("dry_run", dryRun));
        query.refuseIfWrong();
        BundleSelection selection = BundleRequest.selection(wanted, parser);
        long partSize = BundleRequest.partSize(wanted, config.partSize().asLongValue());
        if (dry) {
            return Response.ok(PlanView.of(commands.plan(selection, partSize))).build();
        }
        long id = commands.export(RequestCaller.known(request), selection, partSize);
        return Response.accepted(reader.details(id))
                .location(URI.create("/admin/api/bundles/" + id))
                .build();
    }

    @GET
    @AcceptsQuery({"limit", "after"})
    @RolesAllowed({"viewer", "admin"})
    public BundlePage list(@QueryParam("limit") @Nullable String limit, @QueryParam("after") @Nullable String after)
            throws SQLException {
        ParameterReader parameters = new ParameterReader();
        Long before = parameters.after(after);
        int size = parameters.limit(limit);
        parameters.refuseIfWrong();
        return reader.newest(before, size);
    }

    /** The public half of the key that signs: what the other side trusts. */
    @GET
    @Path("/key")
    @Produces("application/x-pem-file")
    @RolesAllowed({"viewer", "admin"})
    public String key() {
        return commands.publicKey();
    }

    /** The intact packages of this side, signed, to be carried back. */
    @GET
    @Path("/receipt")
    @Produces("application/gzip")
    @RolesAllowed({"viewer", "admin"})
    public byte[] receipt() throws SQLException {
        return commands.receipt();
    }

    @GET
    @Path("/{id}")
    @RolesAllowed({"viewer", "admin"})
    public BundleView details(@PathParam("id") String id) throws SQLException {
        return reader.details(ParameterReader.id(id));
    }

    /** A part, {@code manifest.json}, its signature, or {@code README.txt}. */
    @GET
    @Path("/{id}/{file}")
    @Produces(MediaType.WILDCARD)
    @Blocking
    @RolesAllowed({"viewer", "admin"})
    @APIResponse(responseCode = "200", description = "The file")
    @APIResponse(responseCode = "206", description = "The range of it that was asked for")
    @APIResponse(responseCode = "307", description = "The bucket's address of the file, for a short time")
    public CompletionStage<Response> file(
            @PathParam("id") String id, @PathParam("file") String file, @Context HttpHeaders headers)
            throws SQLException, StorageException, DeliveryQueueFullException {
        Bundle bundle = reader.find(ParameterReader.id(id));
        return downloads
                .file(bundle, file, headers)
                .orElseThrow(() -> CommandRefusedException.unknownBundleFile(bundle.id()));
    }
}
