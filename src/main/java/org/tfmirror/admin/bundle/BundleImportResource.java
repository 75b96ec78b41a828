package org.tfmirror.admin.bundle;

import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.sql.SQLException;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;
import org.tfmirror.audit.Action;
import org.tfmirror.audit.Audited;
import org.tfmirror.command.CommandRefusedException;
import org.tfmirror.command.bundle.BundleCommands;
import org.tfmirror.command.bundle.BundleUploads;
import org.tfmirror.storage.StorageException;
import org.tfmirror.web.RequestCaller;

/** Bundles of other mirrors: upload their files, import them. */
@Path("/admin/api/bundles/import")
@Produces(MediaType.APPLICATION_JSON)
public class BundleImportResource {

    private final BundleCommands commands;
    private final BundleUploads uploads;
    private final BundleReader reader;

    BundleImportResource(BundleCommands commands, BundleUploads uploads, BundleReader reader) {
        this.commands = commands;
        this.uploads = uploads;
        this.reader = reader;
    }

    /** Imports a bundle whose files are there, in a job. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed("admin")
    @Audited(action = Action.BUNDLE_IMPORT, object = "bundle")
    @APIResponse(
            responseCode = "202",
            description = "The job that imports it",
            content = @Content(schema = @Schema(implementation = BundleView.class)))
    public Response importing(@Nullable ImportRequest wanted, @Context RoutingContext request)
            throws SQLException, StorageException {
        String folder = ImportRequest.folder(wanted, uploads);
        long id = commands.importing(RequestCaller.known(request), folder, ImportRequest.waive(wanted));
        return Response.accepted(reader.details(id))
                .location(URI.create("/admin/api/bundles/" + id))
                .build();
    }

    /** A file of a bundle or a receipt, as it is; sent again it takes the place of the one before. */
    @PUT
    @Path("/{name}/{file}")
    @Consumes(MediaType.WILDCARD)
    @RolesAllowed("admin")
    @Audited(action = Action.BUNDLE_UPLOAD, object = "bundle/import/{name}/{file}")
    public UploadView upload(
            @PathParam("name") String name,
            @PathParam("file") String file,
            InputStream body,
            @Context RoutingContext request)
            throws IOException, SQLException, StorageException {
        UploadView.requireNames(name, file);
        return UploadView.of(
                uploads.put(RequestCaller.known(request), name, file, body, UploadView.lengthOf(request.request())));
    }

    /** Whether a file has come, and how large it is. */
    @GET
    @Path("/{name}/{file}")
    @RolesAllowed({"viewer", "admin"})
    public UploadView uploaded(@PathParam("name") String name, @PathParam("file") String file) throws StorageException {
        UploadView.requireNames(name, file);
        return new UploadView(
                file,
                uploads.find(name, file).orElseThrow(() -> CommandRefusedException.notUploaded(name, file)),
                null);
    }
}
