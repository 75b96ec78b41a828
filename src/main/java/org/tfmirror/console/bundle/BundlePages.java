package org.tfmirror.console.bundle;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.tfmirror.bundle.BundleKeys;
import org.tfmirror.bundle.Bundles.Bundle;
import org.tfmirror.command.CommandRefusedException;
import org.tfmirror.command.bundle.BundleCommands;
import org.tfmirror.console.page.Address;
import org.tfmirror.console.page.Frame.Section;
import org.tfmirror.console.page.Pages;
import org.tfmirror.delivery.BundleDownloads;
import org.tfmirror.delivery.DeliveryQueueFullException;
import org.tfmirror.provider.Page;
import org.tfmirror.storage.StorageException;
import org.tfmirror.web.ParameterReader;

/** Bundles; one with its files; what is carried to the other side beside them. */
@Path("/console/bundles")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({"viewer", "admin"})
public class BundlePages {

    private static final int PAGE = 50;

    private final Pages pages;
    private final BundleReader reader;
    private final BundleDownloads downloads;
    private final BundleKeys keys;
    private final BundleCommands commands;

    BundlePages(Pages pages, BundleReader reader, BundleDownloads downloads, BundleKeys keys, BundleCommands commands) {
        this.pages = pages;
        this.reader = reader;
        this.downloads = downloads;
        this.keys = keys;
        this.commands = commands;
    }

    @GET
    @Transactional
    public TemplateInstance list(@QueryParam("after") @Nullable String after, @Context RoutingContext request)
            throws SQLException {
        ParameterReader parameters = new ParameterReader();
        Long before = parameters.after(Address.given(after));
        parameters.refuseIfWrong();
        Page<BundleRow> page = Page.of(
                reader.newest(Objects.requireNonNullElse(before, Long.MAX_VALUE), PAGE + 1, pages.now()),
                PAGE,
                BundleRow::id);
        String next = Address.of("/console/bundles").after(page.next());
        return Templates.bundles(pages.frame(request, Section.BUNDLES, "Bundles"), page.rows(), next, keys.canSign());
    }

    @GET
    @Path("/{id}")
    @Transactional
    public TemplateInstance details(
            @PathParam("id") String id, @QueryParam("after") @Nullable String after, @Context RoutingContext request)
            throws SQLException {
        ParameterReader parameters = new ParameterReader();
        Long last = parameters.after(Address.given(after));
        parameters.refuseIfWrong();
        BundleDetails details =
                reader.details(ParameterReader.id(id), Objects.requireNonNullElse(last, 0L), pages.now());
        return Templates.bundle(
                pages.frame(request, Section.BUNDLES, details.row().title()), details, List.of());
    }

    /** What the other side has to trust. */
    @GET
    @Path("/bundle-key.pem")
    @Produces("application/x-pem-file")
    public Response key() {
        return carried("bundle-key.pem", commands.publicKey());
    }

    /** What this side has, for the other one to leave out. */
    @GET
    @Path("/receipt.gz")
    @Produces("application/gzip")
    public Response receipt() throws SQLException {
        return carried("receipt.gz", commands.receipt());
    }

    private static Response carried(String name, Object content) {
        return Response.ok(content)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + "\"")
                .build();
    }

    /** A part, the manifest, its signature, or the text that explains them. */
    @GET
    @Path("/{id}/files/{file}")
    @Produces(MediaType.WILDCARD)
    @Blocking
    public CompletionStage<Response> file(
            @PathParam("id") String id, @PathParam("file") String file, @Context HttpHeaders headers)
            throws SQLException, StorageException, DeliveryQueueFullException {
        Bundle bundle = reader.find(ParameterReader.id(id));
        return downloads
                .file(bundle, file, headers)
                .orElseThrow(() -> CommandRefusedException.unknownBundleFile(bundle.id()));
    }
}
