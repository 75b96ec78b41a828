package org.tfmirror.admin.job;

import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;
import org.tfmirror.admin.UploadedText;
import org.tfmirror.audit.Action;
import org.tfmirror.audit.Audited;
import org.tfmirror.submission.JobRequestParser;
import org.tfmirror.submission.ProviderFileParser;
import org.tfmirror.web.ParameterReader;

/** Submits jobs from files: a definition file, or the lock file of a Terraform configuration. */
@Path("/admin/api/providers/load")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.MULTIPART_FORM_DATA)
public class LoadResource {

    private final ProviderFileParser parser;
    private final JobSubmitter submission;

    LoadResource(ProviderFileParser parser, JobSubmitter submission) {
        this.parser = parser;
        this.submission = submission;
    }

    /**
     * {@code platforms} goes with a lock file, which does not say for which its packages are wanted; {@code list_as_is}
     * and {@code waive} with either.
     */
    @POST
    @RolesAllowed("admin")
    @Audited(action = Action.JOB_LOAD, object = "job")
    @Parameter(name = JobSubmitter.IDEMPOTENCY_KEY, in = ParameterIn.HEADER, schema = @Schema(type = SchemaType.STRING))
    public Response load(
            @RestForm(UploadedText.FILE) @Nullable FileUpload file,
            @RestForm("platforms") @Nullable List<String> platforms,
            @RestForm("list_as_is") @Nullable String listAsIs,
            @RestForm("waive") @Nullable String waive,
            @Context HttpHeaders headers,
            @Context RoutingContext request)
            throws IOException, SQLException {
        String text = UploadedText.read(
                file, "send a definition file or a .terraform.lock.hcl, as a file in a multipart form");
        return submission.submit(
                parser.parse(text, platforms == null ? List.of() : platforms, isTrue(listAsIs))
                        .waiving(JobRequestParser.waiver(waive)),
                Action.JOB_LOAD,
                headers,
                request);
    }

    private static boolean isTrue(@Nullable String listAsIs) {
        ParameterReader form = new ParameterReader();
        Boolean value = form.bool("list_as_is", listAsIs);
        form.refuseIfWrong();
        return Boolean.TRUE.equals(value);
    }
}
