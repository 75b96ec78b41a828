package org.tfmirror.console.job;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.console.page.Choice;
import org.tfmirror.console.page.Frame;
import org.tfmirror.console.page.Moment;

@CheckedTemplate(basePath = "console/job")
final class Templates {

    private Templates() {}

    /** @param next the address of the following page; null on the last */
    static native TemplateInstance jobs(
            Frame frame, List<JobRow> jobs, List<Choice> statuses, String status, @Nullable String next);

    static native TemplateInstance job(Frame frame, JobDetails job, List<Choice> statuses, String status);

    /** For a job that is watched: what has changed of it. */
    static native TemplateInstance progress(JobState state, boolean swap);

    static native TemplateInstance item(ItemRow item, boolean swap);

    static native TemplateInstance submit(Frame frame, SubmitForm form);

    /**
     * A job with a page of its items.
     *
     * @param askedBy who asked first, where it was made on demand
     * @param ofBundle whether there is a bundle of this id, which it packs or takes in
     * @param waive why it brings versions that are held; null where it does not
     * @param next the address of the following page; null on the last
     */
    public record JobDetails(
            JobRow row,
            JobState state,
            @Nullable Moment started,
            @Nullable Moment completed,
            @Nullable String askedBy,
            boolean ofBundle,
            @Nullable String waive,
            List<ItemRow> items,
            @Nullable String next) {}
}
