package org.tfmirror.console.job;

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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;
import org.tfmirror.audit.Action;
import org.tfmirror.audit.Audited;
import org.tfmirror.audit.Caller;
import org.tfmirror.command.job.JobCommands;
import org.tfmirror.console.job.SubmitForm.Entered;
import org.tfmirror.console.page.Address;
import org.tfmirror.console.page.Frame.Section;
import org.tfmirror.console.page.Message;
import org.tfmirror.console.page.Pages;
import org.tfmirror.console.session.Sessions;
import org.tfmirror.job.JobSpec;
import org.tfmirror.provider.InvalidNameException;
import org.tfmirror.storage.StorageException;
import org.tfmirror.submission.JobPreviewer;
import org.tfmirror.submission.JobRequestParser;
import org.tfmirror.web.InvalidRequestException;

/** Submits a job: providers are typed, pasted or sent as a file, shown in a preview, and submitted. */
@Path("/console/submit")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed("admin")
public class SubmitPages {

    private static final String ROOT = "/console/submit";

    private final Pages pages;
    private final Sessions sessions;
    private final SpecReader specs;
    private final JobPreviewer previewer;
    private final JobCommands commands;

    SubmitPages(Pages pages, Sessions sessions, SpecReader specs, JobPreviewer previewer, JobCommands commands) {
        this.pages = pages;
        this.sessions = sessions;
        this.specs = specs;
        this.previewer = previewer;
        this.commands = commands;
    }

    /** The form as it was sent. */
    public static class Sent {

        @RestForm("form_token")
        @Nullable
        String token;

        @RestForm
        @Nullable
        String providers;

        @RestForm
        @Nullable
        String platforms;

        @RestForm
        @Nullable
        String newest;

        @RestForm("list_as_is")
        @Nullable
        String listAsIs;

        @RestForm
        @Nullable
        String waive;

        @RestForm
        @Nullable
        String key;

        @RestForm
        @Nullable
        FileUpload file;
    }

    @GET
    public TemplateInstance form(@Context RoutingContext request) {
        return page(request, new SubmitForm(SubmitForm.NOTHING, newKey(), List.of(), null));
    }

    /** Changes nothing, so it is no act of the audit. */
    @POST
    @Path("/preview")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    public Response preview(Sent sent, @Context RoutingContext request)
            throws IOException, SQLException, StorageException {
        sessions.caller(request, sent.token);
        return read(sent, request, (form, spec) -> {
            SubmitForm previewed = form.with(previewer.preview(spec));
            return Response.ok(page(request, previewed)).build();
        });
    }

    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Audited(action = Action.JOB_SUBMIT, object = "job")
    public Response submit(Sent sent, @Context RoutingContext request)
            throws IOException, SQLException, StorageException {
        Caller caller = sessions.caller(request, sent.token);
        return read(sent, request, (form, spec) -> {
            long jobId = commands.submit(caller, spec, form.key(), Action.JOB_SUBMIT);
            return Pages.done(JobPages.ROOT + "/" + jobId, Message.SUBMITTED);
        });
    }

    /** Where a browser comes back to when it had to log in between. */
    @GET
    @Path("/preview")
    public Response back() {
        return Pages.seeOther(ROOT);
    }

    private interface Step {
        Response take(SubmitForm form, JobSpec spec) throws SQLException;
    }

    /** What was entered and what it means; or the form again, with what is wrong. */
    private Response read(Sent sent, RoutingContext request, Step step)
            throws IOException, SQLException, StorageException {
        Entered entered = new Entered(
                textOf(sent),
                Objects.requireNonNullElse(sent.platforms, ""),
                Objects.requireNonNullElse(sent.newest, ""),
                sent.listAsIs != null,
                Objects.requireNonNullElse(sent.waive, ""));
        SubmitForm form =
                new SubmitForm(entered, Objects.requireNonNullElseGet(sent.key, SubmitPages::newKey), List.of(), null);
        return Pages.tried(
                request,
                () -> {
                    try {
                        JobSpec wanted = specs.read(
                                entered.providers(), entered.platforms(), entered.newest(), entered.listAsIs());
                        return step.take(form, wanted.waiving(JobRequestParser.waiver(Address.given(entered.waive()))));
                    } catch (InvalidNameException e) {
                        throw new InvalidRequestException("key", String.valueOf(e.getMessage()));
                    }
                },
                violations -> page(request, form.with(violations)));
    }

    private TemplateInstance page(RoutingContext request, SubmitForm form) {
        return Templates.submit(pages.frame(request, Section.SUBMIT, "Submit a job"), form);
    }

    /** The file's, where there is one. */
    private static String textOf(Sent sent) throws IOException {
        FileUpload file = sent.file;
        return file == null || file.size() == 0
                ? Objects.requireNonNullElse(sent.providers, "")
                : new String(Files.readAllBytes(file.uploadedFile()), StandardCharsets.UTF_8);
    }

    private static String newKey() {
        return UUID.randomUUID().toString();
    }
}
