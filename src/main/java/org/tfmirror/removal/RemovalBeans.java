package org.tfmirror.removal;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.tfmirror.catalog.CatalogControl;
import org.tfmirror.job.claim.PackageRemovals;
import org.tfmirror.storage.ObjectStore;
import org.tfmirror.storage.StorageConfig;

/** Puts the removal of packages together. */
@Singleton
class RemovalBeans {

    private static final Duration TO_BEGIN = Duration.ofSeconds(30);

    /** More than the attempts that one call of the store makes, each of which may take the request timeout. */
    private static final int REQUESTS = 10;

    @Produces
    @Singleton
    PackageRemoval removal(
            Transactions transactions,
            PackageRemovals removals,
            CatalogControl catalog,
            ObjectStore store,
            StorageConfig config) {
        Duration hold = TO_BEGIN.plus(config.requestTimeout().multipliedBy(REQUESTS));
        return new PackageRemoval(
                transactions, removals, catalog, store, new PackageRemoval.Hold(TO_BEGIN, hold, System::nanoTime));
    }
}
