package org.tfmirror.console.job;

import io.quarkus.qute.TemplateInstance;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tfmirror.command.CommandRefusedException;
import org.tfmirror.console.job.Templates.JobDetails;
import org.tfmirror.console.page.Address;
import org.tfmirror.console.page.Choice;
import org.tfmirror.console.page.Frame.Section;
import org.tfmirror.console.page.Pages;
import org.tfmirror.job.ItemStatus;
import org.tfmirror.job.Job;
import org.tfmirror.job.JobStatus;
import org.tfmirror.job.StoredItem;
import org.tfmirror.job.progress.JobItems;
import org.tfmirror.job.progress.ProgressReader;
import org.tfmirror.provider.Page;
import org.tfmirror.web.ParameterReader;

/** The list of jobs, and a job. */
@Path("/console/jobs")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({"viewer", "admin"})
public class JobPages {

    static final String ROOT = "/console/jobs";

    private static final int PAGE = 50;
    private static final int ITEMS = 100;
    private static final Set<String> OF_BUNDLES = Set.of("export", "import", "adopt");

    private final Pages pages;
    private final JobItems items;
    private final ProgressReader progress;

    JobPages(Pages pages, JobItems items, ProgressReader progress) {
        this.pages = pages;
        this.items = items;
        this.progress = progress;
    }

    @GET
    @Transactional
    public TemplateInstance jobs(
            @QueryParam("status") @Nullable String status,
            @QueryParam("after") @Nullable String after,
            @Context RoutingContext request)
            throws SQLException {
        ParameterReader parameters = new ParameterReader();
        JobStatus wanted = parameters.read("status", Address.given(status), JobStatus::parse);
        Long before = parameters.after(Address.given(after));
        parameters.refuseIfWrong();
        Page<JobRow> page = Page.of(rows(Job.newest(wanted, before, PAGE + 1), items, pages.now()), PAGE, JobRow::id);
        String next = Address.of(ROOT).with("status", status).after(page.next());
        List<String> statuses =
                Arrays.stream(JobStatus.values()).map(JobStatus::wireName).toList();
        return Templates.jobs(
                pages.frame(request, Section.JOBS, "Jobs"),
                page.rows(),
                Choice.of(statuses, status),
                Objects.requireNonNullElse(status, ""),
                next);
    }

    /** Jobs with what each is about, read at once. */
    public static List<JobRow> rows(List<Job> jobs, JobItems items, Instant now) throws SQLException {
        Map<Long, StoredItem> first = items.first(jobs.stream().map(Job::id).toList());
        return jobs.stream()
                .map(job -> JobRow.of(job, first.get(job.id()), now))
                .toList();
    }

    @GET
    @Path("/{id}")
    @Transactional
    public TemplateInstance job(
            @PathParam("id") String id,
            @QueryParam("status") @Nullable String status,
            @QueryParam("after") @Nullable String after,
            @Context RoutingContext request)
            throws SQLException {
        long jobId = ParameterReader.id(id);
        ParameterReader parameters = new ParameterReader();
        ItemStatus wanted = parameters.read("status", Address.given(status), ItemStatus::parse);
        Long before = parameters.after(Address.given(after));
        parameters.refuseIfWrong();
        Job job = Job.<Job>findByIdOptional(jobId).orElseThrow(() -> CommandRefusedException.unknownJob(jobId));
        JobState state =
                progress.begin(jobId).map(JobState::of).orElseThrow(() -> CommandRefusedException.unknownJob(jobId));
        JobItems.Page page = items.page(jobId, wanted, before == null ? 0 : before, ITEMS);
        Instant now = pages.now();
        JobDetails details = new JobDetails(
                rows(List.of(job), items, now).get(0),
                state,
                pages.moment(job.startedAt()),
                pages.moment(job.completedAt()),
                job.askedBy(),
                OF_BUNDLES.contains(job.kind()),
                job.waiveReason(),
                page.items().stream().map(each -> ItemRow.of(each, now)).toList(),
                page.next() == null
                        ? null
                        : Address.of(ROOT + "/" + jobId)
                                .with("status", status)
                                .with("after", page.next().toString())
                                .toString());
        List<String> statuses =
                Arrays.stream(ItemStatus.values()).map(ItemStatus::wireName).toList();
        return Templates.job(
                pages.frame(request, Section.JOBS, "Job " + jobId),
                details,
                Choice.of(statuses, status),
                Objects.requireNonNullElse(status, ""));
    }
}
