package org.tfmirror.console.bundle;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tfmirror.bundle.Bundles.Bundle;
import org.tfmirror.bundle.Bundles.Direction;
import org.tfmirror.bundle.ManifestHead;
import org.tfmirror.console.page.Address;
import org.tfmirror.console.page.Amounts;
import org.tfmirror.console.page.Moment;
import org.tfmirror.job.Job;

/**
 * A bundle in the list.
 *
 * @param source of an import: the id of the key that signed it; empty of others
 * @param serial of an import: its source's count of bundles
 * @param packed of an import: when its source packed it
 * @param status of the job that packs or imports it; null where that is no longer kept
 * @param counts how far that job is, in words; empty where it is no longer kept
 * @param failed how many packages have failed; 0 where it is no longer kept
 */
public record BundleRow(
        long id,
        Direction direction,
        String folder,
        String createdBy,
        Moment created,
        String source,
        long serial,
        @Nullable Moment packed,
        @Nullable String status,
        String counts,
        int failed) {

    private static final String UPLOADED = "bundles/import/";

    static BundleRow of(Bundle bundle, @Nullable Job job, Instant now) {
        ManifestHead.Origin origin = bundle.origin();
        return new BundleRow(
                bundle.id(),
                bundle.direction(),
                bundle.folder(),
                bundle.createdBy(),
                Objects.requireNonNull(Moment.of(bundle.createdAt(), now)),
                origin == null ? "" : origin.source(),
                origin == null ? 0 : origin.serial(),
                origin == null ? null : Moment.of(origin.createdAt(), now),
                job == null ? null : job.status().wireName(),
                job == null ? "" : counts(job),
                job == null ? 0 : job.failedItems());
    }

    private static String counts(Job job) {
        return Amounts.number(job.completedItems()) + " of " + Amounts.count(job.totalItems(), "package")
                + (job.failedItems() == 0 ? "" : ", " + Amounts.number(job.failedItems()) + " failed");
    }

    /** Whether its job still goes on, so that what is missing is not known. */
    public boolean isUnderWay() {
        return "running".equals(status) || "pending".equals(status);
    }

    /** The form that brings more of its files; empty where they were not uploaded. */
    public String uploadPath() {
        int at = folder.lastIndexOf(UPLOADED);
        return at < 0
                ? ""
                : Address.of("/console/bundles/import")
                        .with("name", folder.substring(at + UPLOADED.length()))
                        .toString();
    }

    /** Its page. */
    public String path() {
        return "/console/bundles/" + id;
    }

    public boolean isExport() {
        return direction == Direction.EXPORT;
    }

    public boolean isImport() {
        return direction == Direction.IMPORT;
    }

    /** What it is, in one line. */
    public String title() {
        return switch (direction) {
            case EXPORT -> "Export " + id;
            case IMPORT -> "Import " + id;
            case ADOPT -> "Taken over " + id;
        };
    }
}
