package org.tfmirror.processor.work;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import org.tfmirror.catalog.ConflictingPackageException;
import org.tfmirror.job.StoredItem.Unreadable;
import org.tfmirror.job.queue.JobAdditions.TooManyItems;
import org.tfmirror.origin.OriginException;
import org.tfmirror.origin.OriginException.HostPaused;
import org.tfmirror.processor.bundle.ExportException;
import org.tfmirror.processor.ingest.DownloadElsewhereException;
import org.tfmirror.processor.ingest.NotAllowedException;
import org.tfmirror.processor.ingest.PackageDamagedException;
import org.tfmirror.processor.work.ItemError.Persistence;
import org.tfmirror.storage.StorageException;
import org.tfmirror.storage.StorageRefusedException;
import org.tfmirror.verify.VerificationException;
import org.tfmirror.versions.VersionHeldException;

/** Decides, by type, whether a failure is worth a retry; no other class does. */
public final class ErrorClassifier {

    /** The kind of a fault that is a defect of ours. */
    static final String INTERNAL_ERROR = "internal_error";

    /** The kind of a fault of the store that may be one request's or the whole store's. */
    static final String STORAGE_UNAVAILABLE = "storage_unavailable";

    /** How soon to look whether another worker has finished the same package. */
    private static final Duration DOWNLOAD_ELSEWHERE_DELAY = Duration.ofSeconds(1);

    private ErrorClassifier() {}

    public static ItemError classify(Exception failure) {
        String message = Objects.requireNonNullElse(
                failure.getMessage(), failure.getClass().getSimpleName());
        if (failure instanceof HostPaused e) {
            return new ItemError(
                    e.code(), Persistence.POSTPONED, message, e.retryAfter().orElse(null));
        }
        if (failure instanceof DownloadElsewhereException) {
            return new ItemError("download_elsewhere", Persistence.POSTPONED, message, DOWNLOAD_ELSEWHERE_DELAY);
        }
        if (failure instanceof OriginException e && e.getCause() instanceof StorageRefusedException refused) {
            return classify(refused); // a bundle in the bucket
        }
        if (failure instanceof OriginException e) {
            return new ItemError(
                    e.code(),
                    e.isTransient() ? Persistence.TRANSIENT : Persistence.PERMANENT,
                    message,
                    e.retryAfter().orElse(null));
        }
        if (failure instanceof ExportException e) {
            return new ItemError(e.code(), Persistence.PERMANENT, message, null);
        }
        if (failure instanceof ConstraintException e) {
            return new ItemError(e.code(), Persistence.PERMANENT, message, null);
        }
        if (failure instanceof VersionHeldException) {
            return new ItemError("version_held", Persistence.PERMANENT, message, null);
        }
        if (failure instanceof NotAllowedException) {
            return new ItemError("not_allowed", Persistence.PERMANENT, message, null);
        }
        if (failure instanceof TooManyItems) {
            return new ItemError("too_many_items", Persistence.PERMANENT, message, null);
        }
        if (failure instanceof VerificationException e) {
            return new ItemError(e.code(), Persistence.PERMANENT, message, null);
        }
        if (failure instanceof StorageException e) {
            boolean refused = e instanceof StorageRefusedException;
            return new ItemError(e.code(), refused ? Persistence.STORE_OUTAGE : Persistence.TRANSIENT, message, null);
        }
        if (failure instanceof IOException) {
            return new ItemError(STORAGE_UNAVAILABLE, Persistence.TRANSIENT, message, null); // an object cut while read
        }
        if (failure instanceof PackageDamagedException e) {
            return new ItemError(e.code(), Persistence.PERMANENT, message, null);
        }
        if (failure instanceof ConflictingPackageException) {
            return new ItemError("republished", Persistence.PERMANENT, message, null);
        }
        if (failure instanceof SQLException e && !WriteRetry.isRefusal(e)) {
            return new ItemError(
                    "database_unavailable", Persistence.POSTPONED, message, null); // our outage, not the item's
        }
        if (failure instanceof Unreadable) {
            return new ItemError("item_unreadable", Persistence.PERMANENT, message, null);
        }
        // A defect of ours: the operator sees it on the item, and the retries show whether it is the input's doing.
        return new ItemError(
                INTERNAL_ERROR, Persistence.TRANSIENT, failure.getClass().getSimpleName(), null);
    }
}
