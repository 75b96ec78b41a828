package org.tfmirror.console.job;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.console.page.Amounts;
import org.tfmirror.submission.JobPreview;
import org.tfmirror.submission.JobPreview.PreviewedPackage;
import org.tfmirror.web.Violation;

/**
 * The form by which a job is submitted.
 *
 * @param key by which a form that is sent twice submits once
 * @param preview null before it was asked for
 */
public record SubmitForm(
        Entered entered,
        String key,
        List<Violation> violations,
        @Nullable JobPreview preview) {

    /** An empty form suggests a platform. */
    static final Entered NOTHING = new Entered("", "linux_amd64", "", false, "");

    /**
     * What was entered.
     *
     * @param newest how many versions each constraint brings at most; empty for all
     * @param waive why held versions come; empty: they do not
     */
    public record Entered(String providers, String platforms, String newest, boolean listAsIs, String waive) {}

    SubmitForm with(JobPreview shown) {
        return new SubmitForm(entered, key, violations, shown);
    }

    SubmitForm with(List<Violation> wrong) {
        return new SubmitForm(entered, key, wrong, preview);
    }

    /**
     * A package of the preview.
     *
     * @param style of its outcome, as of a state
     */
    public record Row(String source, String version, String platform, String outcome, String style, String size) {

        static Row of(PreviewedPackage each) {
            Long size = each.sizeBytes();
            return new Row(
                    JobRow.shortSource(each.source()),
                    each.version(),
                    each.platform(),
                    switch (each.outcome()) {
                        case "fetch" -> "to be fetched";
                        case "held" -> "held";
                        case "unknown" -> "to be fetched if it is old enough";
                        case "blocked" -> "mirrored, but blocked";
                        default -> "mirrored already";
                    },
                    switch (each.outcome()) {
                        case "fetch", "unknown" -> "pending";
                        case "held" -> "held";
                        case "blocked" -> "blocked";
                        default -> "completed";
                    },
                    size == null ? "" : Amounts.bytes(size));
        }
    }

    public List<Row> rows() {
        return preview == null
                ? List.of()
                : preview.packages().stream().map(Row::of).toList();
    }

    /** Whether the job may bring more than the preview shows: a list of versions is not stored yet. */
    public boolean listUnknown() {
        return preview != null
                && preview.faults().stream().anyMatch(each -> each.code().equals(JobPreview.LIST_UNKNOWN));
    }

    /** How many packages the job has. */
    public String size() {
        return Amounts.count(rows().size(), "package");
    }

    /** How many of them need no fetching. */
    public int there() {
        return preview == null
                ? 0
                : (int) preview.packages().stream()
                        .filter(each -> each.outcome().equals("mirrored")
                                || each.outcome().equals("blocked"))
                        .count();
    }

    /** How many of them do not come, because they are held. */
    public int held() {
        return preview == null
                ? 0
                : (int) preview.packages().stream()
                        .filter(each -> each.outcome().equals("held"))
                        .count();
    }

    public boolean previewed() {
        return preview != null;
    }

    /** Whether a field is wrong, for screen readers. */
    public boolean wrong(String field) {
        return violations.stream().anyMatch(each -> each.field().startsWith(field));
    }
}
