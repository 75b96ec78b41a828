package org.tfmirror.removal;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.tfmirror.catalog.CatalogControl;
import org.tfmirror.catalog.CatalogControl.PackageLocation;
import org.tfmirror.job.claim.PackageRemovals;
import org.tfmirror.job.claim.PackageRemovals.Removal;
import org.tfmirror.provider.DurationText;
import org.tfmirror.storage.ObjectStore;
import org.tfmirror.storage.StorageException;
import org.tfmirror.storage.StorageKey;

/**
 * Removes packages: the row first, in one transaction with the hold on the package, then the object, then the hold. No
 * transaction is open while the store is asked. Another replica finishes a removal that one leaves halfway. Why no
 * client is told of an archive that is gone, and no job loses one, is in docs/adr/0015.
 */
public final class PackageRemoval {

    private static final Logger LOG = Logger.getLogger(PackageRemoval.class);

    private final Transactions transactions;
    private final PackageRemovals removals;
    private final CatalogControl catalog;
    private final ObjectStore store;
    private final Hold hold;

    /**
     * How long a removal is held. The object is not asked to go later than {@code toBegin} after the hold was taken, so
     * that the request has ended, one way or the other, long before the hold is over and somebody else may work on the
     * package.
     *
     * @param length longer than {@code toBegin} and any request to the store together
     * @param nanoTime the monotonic clock
     */
    record Hold(Duration toBegin, Duration length, LongSupplier nanoTime) {

        long now() {
            return nanoTime.getAsLong();
        }

        Duration heldSince(long taken) {
            return Duration.ofNanos(now() - taken);
        }

        boolean mayBeginAfter(Duration held) {
            return held.compareTo(toBegin) <= 0;
        }
    }

    PackageRemoval(
            Transactions transactions, PackageRemovals removals, CatalogControl catalog, ObjectStore store, Hold hold) {
        this.transactions = transactions;
        this.removals = removals;
        this.catalog = catalog;
        this.store = store;
        this.hold = hold;
    }

    /** Further writes in the transaction that deletes the package's row. */
    public interface Alongside {
        void write(PackageLocation location) throws SQLException;
    }

    /**
     * Removes a package. When this returns, it is no longer served, and the removal ends by itself, even after the end of
     * this replica.
     *
     * @return whether the object is gone, too
     * @throws RemovalRefusedException where there is no such package, or a job is at work on it
     */
    public boolean remove(long packageId, Alongside alongside) throws SQLException {
        long since = hold.now();
        Removal removal = transactions.run(connection -> {
            PackageLocation location =
                    catalog.find(connection, packageId).orElseThrow(() -> RemovalRefusedException.unknown(packageId));
            OptionalLong token = removals.begin(connection, location.id(), location.storageKey(), hold.length());
            if (token.isEmpty()) {
                throw RemovalRefusedException.inUse(location.id());
            }
            if (!catalog.remove(connection, packageId)) {
                throw RemovalRefusedException.unknown(packageId); // another request was first
            }
            alongside.write(location);
            return new Removal(token.getAsLong(), location.id(), location.storageKey());
        });
        return tryToFinish(removal, since);
    }

    /** Finishes the removals that others have left halfway. One that cannot be finished does not hold up the others. */
    void finishLeft() {
        try {
            boolean more = true;
            while (more) {
                long since = hold.now();
                List<Removal> left = removals.takeOver(hold.length());
                int finished = 0;
                for (Removal removal : left) {
                    if (tryToFinish(removal, since)) {
                        LOG.infof("deleted the object of an unfinished removal key=%s", removal.key());
                        finished++;
                    }
                }
                more = finished > 0;
            }
        } catch (SQLException e) {
            LOG.warnf("removals not finished, housekeeping tries again error=%s", e.getMessage());
        }
    }

    /**
     * Where this fails, the package's row is gone all the same, and the removal's row stays until another call finishes
     * it.
     */
    private boolean tryToFinish(Removal removal, long since) {
        try {
            return finish(removal, since);
        } catch (SQLException | StorageException | RuntimeException e) {
            LOG.warnf("object not deleted, housekeeping tries again key=%s error=%s", removal.key(), e.getMessage());
            return false;
        }
    }

    private boolean finish(Removal removal, long since) throws SQLException, StorageException {
        Duration waited = hold.heldSince(since);
        if (!hold.mayBeginAfter(waited)) {
            LOG.warnf(
                    "package is no longer held, its object is deleted later key=%s waited=%s",
                    removal.key(), DurationText.of(waited));
            return false;
        }
        StorageKey key = new StorageKey(removal.key());
        store.delete(key);
        boolean undisturbed = transactions.run(connection -> removals.end(connection, removal.id()));
        if (!undisturbed && store.find(key).isEmpty()) {
            // This thread was late, and another job had the package when the object went. A job that has not recorded
            // it yet starts over; a package that is recorded is declared missing, until a job fetches it again.
            LOG.errorf(
                    "object deleted while another worker held its package, mirror it again package=%s",
                    removal.wanted());
            transactions.run(connection -> {
                removals.revoke(connection, removal.wanted());
                return catalog.declareMissing(connection, removal.wanted());
            });
        }
        return true;
    }
}
