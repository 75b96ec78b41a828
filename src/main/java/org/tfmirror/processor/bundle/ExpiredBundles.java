package org.tfmirror.processor.bundle;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.tfmirror.bundle.BundleExpiry;
import org.tfmirror.bundle.BundleNames;
import org.tfmirror.storage.MirrorLayout;
import org.tfmirror.storage.ObjectStore;
import org.tfmirror.storage.StorageException;
import org.tfmirror.storage.StorageKey;

/**
 * Deletes bundles that are past their time: their files in the bucket first, so that what fails is done the next time.
 * Files that an operator put there for an import stay, and so do packages.
 */
public final class ExpiredBundles {

    private final BundleExpiry expiry;
    private final ObjectStore store;
    private final MirrorLayout layout;

    public ExpiredBundles(DataSource database, ObjectStore store, MirrorLayout layout, Duration retention) {
        this.expiry = new BundleExpiry(database, retention);
        this.store = store;
        this.layout = layout;
    }

    /** @return how many bundles it deleted */
    public int run() throws SQLException, StorageException {
        List<BundleExpiry.Expired> expired = expiry.find();
        for (BundleExpiry.Expired each : expired) {
            if (each.isLastOfItsFolder() && each.folder().startsWith(layout.bundleFolder(""))) {
                List<String> files = new ArrayList<>(each.parts());
                files.addAll(List.of(BundleNames.MANIFEST, BundleNames.SIGNATURE, BundleNames.README));
                for (String file : files) {
                    store.delete(new StorageKey(each.folder() + "/" + file));
                }
            }
            expiry.delete(each.id());
        }
        return expired.size();
    }
}
