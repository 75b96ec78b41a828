package org.tfmirror.console.bundle;

import io.quarkus.qute.TemplateInstance;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;
import org.tfmirror.audit.Action;
import org.tfmirror.audit.Audited;
import org.tfmirror.audit.Caller;
import org.tfmirror.bundle.BundleKeys;
import org.tfmirror.bundle.BundleNames;
import org.tfmirror.command.bundle.BundleCommands;
import org.tfmirror.console.page.Address;
import org.tfmirror.console.page.FormParts;
import org.tfmirror.console.page.Frame.Section;
import org.tfmirror.console.page.Message;
import org.tfmirror.console.page.Pages;
import org.tfmirror.console.page.SentForm;
import org.tfmirror.console.session.Sessions;
import org.tfmirror.storage.StorageException;
import org.tfmirror.submission.BundleFields;
import org.tfmirror.submission.JobRequestParser;
import org.tfmirror.web.Violation;

/** Takes files of bundles as browsers send them, and imports what is in the bucket. */
@Path("/console/bundles/import")
@Produces(MediaType.TEXT_HTML)
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
@RolesAllowed("admin")
public class ImportPages {

    private final Pages pages;
    private final Sessions sessions;
    private final BundleCommands commands;
    private final SentFiles files;
    private final BundleKeys keys;

    ImportPages(Pages pages, Sessions sessions, BundleCommands commands, SentFiles files, BundleKeys keys) {
        this.pages = pages;
        this.sessions = sessions;
        this.commands = commands;
        this.files = files;
        this.keys = keys;
    }

    @GET
    @Consumes(MediaType.WILDCARD)
    public TemplateInstance form(@QueryParam("name") @Nullable String name, @Context RoutingContext request) {
        return page(request, Objects.requireNonNullElse(name, ""), "", "", List.of());
    }

    /** Files of a bundle, or a receipt; of any size, for they are sent on to the bucket as they come. */
    @POST
    @Path("/files")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Audited(action = Action.BUNDLE_UPLOAD, object = "bundle/import")
    public Response upload(InputStream body, @Context HttpHeaders headers, @Context RoutingContext request)
            throws IOException, SQLException, StorageException {
        FormParts parts = new FormParts(body, headers.getHeaderString(HttpHeaders.CONTENT_TYPE));
        Caller caller = sessions.caller(request, SentFiles.field(parts, "form_token"));
        String name = SentFiles.field(parts, "name").strip();
        return Pages.tried(
                request,
                () -> {
                    files.take(caller, name, parts);
                    return Pages.seeOther(Address.of("/console/bundles/import")
                            .with("name", name)
                            .with("done", "uploaded")
                            .toString());
                },
                violations -> page(request, name, "", "", violations));
    }

    /** Where a browser comes back to when it had to log in between. */
    @GET
    @Path("/files")
    @Consumes(MediaType.WILDCARD)
    public Response back() {
        return Pages.seeOther("/console/bundles/import");
    }

    @POST
    @Audited(action = Action.BUNDLE_IMPORT, object = "bundle")
    public Response importing(
            @RestForm @Nullable String name,
            @RestForm @Nullable String prefix,
            @RestForm @Nullable String waive,
            @BeanParam SentForm form,
            @Context RoutingContext request)
            throws IOException, SQLException, StorageException {
        Caller caller = form.caller(sessions, request);
        return Pages.tried(
                request,
                () -> {
                    String folder = BundleFields.folder(Address.given(name), Address.given(prefix), files.uploads());
                    String waiver = JobRequestParser.waiver(Address.given(waive));
                    return Pages.done(
                            "/console/bundles/" + commands.importing(caller, folder, waiver), Message.IMPORTING);
                },
                violations -> page(
                        request,
                        Objects.requireNonNullElse(name, ""),
                        Objects.requireNonNullElse(prefix, ""),
                        Objects.requireNonNullElse(waive, ""),
                        violations));
    }

    private TemplateInstance page(
            RoutingContext request, String name, String prefix, String waive, List<Violation> violations) {
        List<String> come = BundleNames.isName(name) ? files.of(name) : List.of();
        return Templates.carryIn(
                pages.frame(request, Section.BUNDLES, "Import a bundle"),
                new ImportForm(name, prefix, waive, keys.trustsOthers(), come, violations));
    }
}
