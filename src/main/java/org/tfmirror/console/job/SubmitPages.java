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
import java.nio.charset.CharacterCodingException;
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
import org.tfmirror.command.JobCommands;
import org.tfmirror.console.page.Frame.Section;
import org.tfmirror.console.page.Message;
import org.tfmirror.console.page.Pages;
import org.tfmirror.console.session.Sessions;
import org.tfmirror.job.JobSpec;
import org.tfmirror.provider.InvalidNameException;
import org.tfmirror.submission.JobPreviewer;
import org.tfmirror.web.InvalidRequestException;

/** Submits a job: what is wanted is typed, pasted or a file, looked at in a preview, and sent. */
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

        @RestForm("list_as_is")
        @Nullable
        String listAsIs;

        @RestForm
        @Nullable
        String key;

        @RestForm
        @Nullable
        String submit;

        @RestForm
        @Nullable
        FileUpload file;
    }

    @GET
    public TemplateInstance form(@Context RoutingContext request) {
        return page(request, new SubmitForm("", SubmitForm.PLATFORMS, false, newKey(), List.of(), null));
    }

    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Audited(action = Action.JOB_SUBMIT, object = "job")
    public Response send(Sent sent, @Context RoutingContext request) throws IOException, SQLException {
        Caller caller = sessions.caller(request, sent.token);
        boolean listAsIs = sent.listAsIs != null;
        String platforms = Objects.requireNonNullElse(sent.platforms, "");
        String key = Objects.requireNonNullElseGet(sent.key, SubmitPages::newKey);
        String text = Objects.requireNonNullElse(sent.providers, "");
        try {
            text = textOf(sent);
            JobSpec spec = specs.read(text, platforms, listAsIs);
            if (sent.submit == null) {
                SubmitForm form = new SubmitForm(text, platforms, listAsIs, key, List.of(), previewer.preview(spec));
                return Response.ok(page(request, form)).build();
            }
            long jobId = commands.submit(caller, spec, key, Action.JOB_SUBMIT);
            return Pages.done(JobPages.ROOT + "/" + jobId, Message.SUBMITTED);
        } catch (InvalidNameException e) {
            throw new InvalidRequestException("key", String.valueOf(e.getMessage()));
        } catch (InvalidRequestException e) {
            SubmitForm form = new SubmitForm(text, platforms, listAsIs, key, e.violations(), null);
            return Response.status(400).entity(page(request, form)).build();
        }
    }

    private TemplateInstance page(RoutingContext request, SubmitForm form) {
        return Templates.submit(pages.frame(request, Section.SUBMIT, "Submit a job"), form);
    }

    /** The file's, where there is one. */
    private static String textOf(Sent sent) throws IOException {
        FileUpload file = sent.file;
        if (file == null || file.size() == 0) {
            return Objects.requireNonNullElse(sent.providers, "");
        }
        try {
            return Files.readString(file.uploadedFile());
        } catch (CharacterCodingException e) {
            throw new InvalidRequestException("file", "not a text in UTF-8");
        }
    }

    private static String newKey() {
        return UUID.randomUUID().toString();
    }
}
