package org.tfmirror.processor.work;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.Catalog;
import org.tfmirror.catalog.CatalogChange;
import org.tfmirror.catalog.ConflictingPackageException;
import org.tfmirror.catalog.ReleaseFacts;
import org.tfmirror.catalog.ReleaseId;
import org.tfmirror.catalog.listing.Listing;
import org.tfmirror.catalog.listing.Releases;
import org.tfmirror.job.JobWarnings;
import org.tfmirror.job.QueuedItem;
import org.tfmirror.job.claim.DownloadClaims;
import org.tfmirror.job.queue.JobAdditions;
import org.tfmirror.job.queue.JobAdditions.TooManyItems;
import org.tfmirror.job.queue.JobQueue;
import org.tfmirror.job.queue.JobQueue.Alongside;
import org.tfmirror.job.queue.JobQueue.Claimant;
import org.tfmirror.job.queue.JobQueue.SettleResult;
import org.tfmirror.processor.ingest.DownloadElsewhereException;
import org.tfmirror.processor.ingest.HeldLease;

/** Writes the results of attempts: the item's end and all changes that go with it, in one transaction. */
public final class ItemResultWriter {

    private final JobQueue queue;
    private final JobAdditions additions;
    private final Catalog catalog;
    private final DownloadClaims downloads;
    private final Releases releases = new Releases();

    public ItemResultWriter(JobQueue queue, JobAdditions additions, Catalog catalog, DownloadClaims downloads) {
        this.queue = queue;
        this.additions = additions;
        this.catalog = catalog;
        this.downloads = downloads;
    }

    /**
     * The record, the completion and the end of the claim are one transaction: a job that waited for the claim finds
     * the package in the catalog.
     */
    SettleResult settle(
            HeldLease held,
            QueuedItem item,
            Attempt attempt,
            @Nullable QueuedItem following,
            boolean last,
            @Nullable Claimant claimant)
            throws SQLException, NotRecordedException {
        ResolvedPackages resolved = attempt.resolved();
        if (resolved == null && !attempt.claimed()) {
            return queue.settle(held.lease(), item, attempt.outcome(), following, last, claimant);
        }
        Alongside<NotRecordedException> alongside = resolved == null
                ? connection -> letGo(connection, held, attempt.toRecord())
                : connection -> add(connection, held, resolved);
        return queue.settle(held.lease(), item, attempt.outcome(), following, last, alongside);
    }

    /**
     * Ends the claim and writes its result. Without the claim nothing is written: another job, or a
     * removal, may have changed the object since. The claim's row comes first, as in a removal, so that the two cannot
     * wait for each other.
     */
    private void letGo(Connection connection, HeldLease held, @Nullable CatalogChange toRecord)
            throws SQLException, NotRecordedException {
        boolean claimed = downloads.release(connection, held.lease());
        if (toRecord == null) {
            return;
        }
        if (!claimed) {
            throw new NotRecordedException(new DownloadElsewhereException(toRecord.id()));
        }
        try {
            catalog.write(connection, toRecord);
        } catch (ConflictingPackageException e) {
            throw new NotRecordedException(e);
        }
        ReleaseId release = ReleaseId.of(toRecord.id());
        Optional<Listing> listing = ReleaseReconciler.decide(releases, connection, release);
        Optional<ReleaseFacts> facts = toRecord.facts();
        if (facts.isPresent()) {
            releases.describe(connection, release, facts.get());
        }
        if (listing.isPresent()) {
            JobWarnings.add(connection, held.lease().jobId(), listing.get().warnings());
        }
    }

    /**
     * The constraint's end and its packages' beginning are one: no moment in which neither is there, nor both. What the
     * packages' versions wait for is known before the first of them is there.
     */
    private void add(Connection connection, HeldLease held, ResolvedPackages resolved)
            throws SQLException, NotRecordedException {
        long jobId = held.lease().jobId();
        List<String> warnings = new ArrayList<>(resolved.warnings());
        if (!resolved.packages().isEmpty()) {
            try {
                boolean asIs = additions.add(connection, held.lease(), resolved.packages());
                warnings.addAll(releases.order(
                        connection,
                        resolved.orders().stream()
                                .map(order -> asIs ? order.asIs() : order)
                                .toList()));
            } catch (TooManyItems e) {
                throw new NotRecordedException(e);
            }
        }
        JobWarnings.replace(connection, jobId, resolved.warningBeginning(), warnings);
    }
}
