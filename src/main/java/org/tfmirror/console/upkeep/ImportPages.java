package org.tfmirror.console.upkeep;

import io.quarkus.qute.TemplateInstance;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;
import org.tfmirror.audit.Action;
import org.tfmirror.audit.Audited;
import org.tfmirror.audit.Caller;
import org.tfmirror.bundle.BundleKeys;
import org.tfmirror.command.bundle.BundleCommands;
import org.tfmirror.command.bundle.BundleUploads;
import org.tfmirror.console.page.Address;
import org.tfmirror.console.page.Frame.Section;
import org.tfmirror.console.page.Message;
import org.tfmirror.console.page.Pages;
import org.tfmirror.console.page.SentForm;
import org.tfmirror.console.session.Sessions;
import org.tfmirror.storage.StorageException;
import org.tfmirror.submission.BundleFields;
import org.tfmirror.submission.JobRequestParser;
import org.tfmirror.web.Violation;

/** Imports a bundle whose files are in the bucket already: its parts are larger than what browsers send well. */
@Path("/console/bundles/import")
@Produces(MediaType.TEXT_HTML)
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
@RolesAllowed("admin")
public class ImportPages {

    private final Pages pages;
    private final Sessions sessions;
    private final BundleCommands commands;
    private final BundleUploads uploads;
    private final BundleKeys keys;

    ImportPages(Pages pages, Sessions sessions, BundleCommands commands, BundleUploads uploads, BundleKeys keys) {
        this.pages = pages;
        this.sessions = sessions;
        this.commands = commands;
        this.uploads = uploads;
        this.keys = keys;
    }

    /**
     * The form, with what was entered.
     *
     * @param trusting whether there is a key whose bundles are imported
     */
    public record ImportForm(String name, String prefix, String waive, boolean trusting, List<Violation> violations) {

        /** Whether a field is wrong, for screen readers. */
        public boolean wrong(String field) {
            return violations.stream().anyMatch(each -> each.field().equals(field));
        }
    }

    @GET
    @Consumes(MediaType.WILDCARD)
    public TemplateInstance form(@Context RoutingContext request) {
        return page(request, "", "", "", List.of());
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
                    String folder = BundleFields.folder(Address.given(name), Address.given(prefix), uploads);
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
        return Templates.carryIn(
                pages.frame(request, Section.BUNDLES, "Import a bundle"),
                new ImportForm(name, prefix, waive, keys.trustsAny(), violations));
    }
}
