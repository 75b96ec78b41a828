package org.tfmirror.console.bundle;

import io.quarkus.qute.TemplateInstance;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
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
import org.tfmirror.bundle.BundleConfig;
import org.tfmirror.command.bundle.BundleCommands;
import org.tfmirror.command.bundle.BundleSelection;
import org.tfmirror.console.job.SpecReader;
import org.tfmirror.console.page.Address;
import org.tfmirror.console.page.Frame.Section;
import org.tfmirror.console.page.Message;
import org.tfmirror.console.page.Pages;
import org.tfmirror.console.session.Sessions;
import org.tfmirror.job.JobSpec;
import org.tfmirror.storage.StorageException;
import org.tfmirror.submission.BundleFields;

/** Packs a bundle: what it has is chosen, looked at in a preview, and packed. */
@Path("/console/bundles/export")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed("admin")
public class ExportPages {

    private static final String ROOT = "/console/bundles/export";

    private final Pages pages;
    private final Sessions sessions;
    private final SpecReader specs;
    private final BundleCommands commands;
    private final BundleConfig config;

    ExportPages(Pages pages, Sessions sessions, SpecReader specs, BundleCommands commands, BundleConfig config) {
        this.pages = pages;
        this.sessions = sessions;
        this.specs = specs;
        this.commands = commands;
        this.config = config;
    }

    /** The form as it was sent. */
    public static class Sent {

        @RestForm("form_token")
        @Nullable
        String token;

        @RestForm
        @Nullable
        String what;

        @RestForm
        @Nullable
        String providers;

        @RestForm
        @Nullable
        String platforms;

        @RestForm
        @Nullable
        String since;

        @RestForm("part_size")
        @Nullable
        String partSize;

        ExportForm form() {
            return new ExportForm(
                    !"selection".equals(what),
                    Objects.requireNonNullElse(providers, ""),
                    Objects.requireNonNullElse(platforms, ""),
                    Objects.requireNonNullElse(since, ""),
                    Objects.requireNonNullElse(partSize, ""),
                    List.of(),
                    null);
        }
    }

    @GET
    public TemplateInstance form(@Context RoutingContext request) {
        return page(request, ExportForm.EMPTY);
    }

    /** Changes nothing, so it is no act of the audit. */
    @POST
    @Path("/preview")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    public Response preview(Sent sent, @Context RoutingContext request)
            throws IOException, SQLException, StorageException {
        sessions.caller(request, sent.token);
        ExportForm form = sent.form();
        return read(form, request, (selection, partSize) -> {
            ExportForm.Preview preview = ExportForm.Preview.of(commands.plan(selection, partSize));
            return Response.ok(page(request, form.with(preview))).build();
        });
    }

    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Audited(action = Action.BUNDLE_EXPORT, object = "bundle")
    public Response export(Sent sent, @Context RoutingContext request)
            throws IOException, SQLException, StorageException {
        Caller caller = sessions.caller(request, sent.token);
        return read(sent.form(), request, (selection, partSize) -> {
            long id = commands.export(caller, selection, partSize);
            return Pages.done("/console/bundles/" + id, Message.EXPORTING);
        });
    }

    /** Where a browser comes back to when it had to log in between. */
    @GET
    @Path("/preview")
    public Response back() {
        return Pages.seeOther(ROOT);
    }

    private interface Step {
        Response take(BundleSelection selection, long partSize) throws SQLException, StorageException;
    }

    private Response read(ExportForm form, RoutingContext request, Step step)
            throws IOException, SQLException, StorageException {
        return Pages.tried(
                request,
                () -> {
                    JobSpec wanted = form.all() ? null : specs.read(form.providers(), form.platforms(), "", false);
                    List<String> since = form.since()
                            .lines()
                            .map(String::strip)
                            .filter(each -> !each.isEmpty())
                            .toList();
                    return step.take(
                            new BundleSelection(wanted, BundleFields.since(since)),
                            BundleFields.partSize(
                                    Address.given(form.partSize()),
                                    config.partSize().asLongValue()));
                },
                violations -> page(request, form.with(violations)));
    }

    private TemplateInstance page(RoutingContext request, ExportForm form) {
        return Templates.export(
                pages.frame(request, Section.BUNDLES, "Pack a bundle"),
                form,
                config.signingKey().isPresent(),
                written(config.partSize().asLongValue()));
    }

    /** As one enters it. */
    private static String written(long bytes) {
        long megabytes = bytes >> 20;
        return megabytes % 1024 == 0 ? (megabytes >> 10) + "G" : megabytes + "M";
    }
}
