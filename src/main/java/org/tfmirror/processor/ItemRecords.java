package org.tfmirror.processor;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.Catalog;
import org.tfmirror.catalog.CatalogChange;
import org.tfmirror.catalog.ConflictingPackageException;
import org.tfmirror.job.Claimant;
import org.tfmirror.job.DownloadClaims;
import org.tfmirror.job.JobAdditions;
import org.tfmirror.job.JobQueue;
import org.tfmirror.job.JobQueue.Alongside;
import org.tfmirror.job.JobQueue.Settled;
import org.tfmirror.job.QueuedItem;
import org.tfmirror.job.TooManyItemsException;
import org.tfmirror.provider.PackageId;

/** Writes down what attempts came to: the item's end, and in the same transaction what else it changes. */
final class ItemRecords {

    private final JobQueue queue;
    private final JobAdditions additions;
    private final Catalog catalog;
    private final DownloadClaims downloads;

    ItemRecords(JobWorker.Records records) {
        this.queue = records.queue();
        this.additions = records.additions();
        this.catalog = records.catalog();
        this.downloads = records.downloads();
    }

    /**
     * The record, the completion and the end of the claim are one transaction: whoever waited for the claim finds the
     * package in the catalog as it is.
     */
    Settled settle(
            HeldLease held,
            QueuedItem item,
            Attempt attempt,
            @Nullable QueuedItem following,
            boolean last,
            @Nullable Claimant claimant)
            throws SQLException, NotRecordedException {
        if (attempt.toAdd().isEmpty() && !attempt.claimed()) {
            return queue.settle(held.lease(), item, attempt.settlement(), following, last, claimant);
        }
        Alongside<NotRecordedException> alongside = attempt.toAdd().isEmpty()
                ? connection -> letGo(connection, held, attempt.toRecord())
                : connection -> add(connection, held, attempt.toAdd());
        return queue.settle(held.lease(), item, attempt.settlement(), following, last, alongside);
    }

    /**
     * Ends the claim and writes what was found out under it. Without the claim nothing is written: another job, or a
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
    }

    /** The constraint's end and its packages' beginning are one: no moment in which neither is there, nor both. */
    private void add(Connection connection, HeldLease held, List<PackageId> packages)
            throws SQLException, NotRecordedException {
        try {
            additions.add(connection, held.lease(), packages);
        } catch (TooManyItemsException e) {
            throw new NotRecordedException(e);
        }
    }
}
