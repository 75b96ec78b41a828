package org.tfmirror.processor.engine;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.tfmirror.processor.work.ItemError;
import org.tfmirror.storage.ObjectStore;
import org.tfmirror.storage.StorageException;

/**
 * Whether this replica claims jobs: not before its start, not in a drain, and not while the store is unavailable.
 * Thread-safe.
 */
final class ClaimSwitch {

    private static final Logger LOG = Logger.getLogger(ClaimSwitch.class);

    private final ObjectStore store;
    private volatile boolean on;
    private volatile @Nullable ItemError storeOutage;

    /** @param store only asked whether it accepts us again */
    ClaimSwitch(ObjectStore store) {
        this.store = store;
    }

    void turnOn() {
        on = true;
    }

    void turnOff() {
        on = false;
    }

    /** Whether a job that is claimed may begin. */
    boolean isOn() {
        return on;
    }

    /** Whether a job may be claimed. Asks no store. */
    boolean allows() {
        return on && storeOutage == null;
    }

    /** As {@link #allows}, but asks the store whether an outage is over. */
    boolean allowsNow() {
        return on && storeAccepts();
    }

    /** No job is claimed until the store accepts us again. */
    void storeFailed(ItemError fault) {
        LOG.errorf("claiming stops, the store is unavailable code=%s error=%s", fault.code(), fault.message());
        storeOutage = fault;
    }

    /** Why nothing is claimed although jobs may be due; null while the store is available. */
    @Nullable
    ItemError storeOutage() {
        return storeOutage;
    }

    private boolean storeAccepts() {
        if (storeOutage == null) {
            return true;
        }
        try {
            store.check();
            storeOutage = null;
            LOG.info("the store is available again, claiming continues");
            return true;
        } catch (StorageException e) {
            return false;
        }
    }
}
