package org.tfmirror.processor.bundle;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import javax.sql.DataSource;
import org.tfmirror.bundle.BundleExpiry;
import org.tfmirror.bundle.BundleExpiry.Expired;
import org.tfmirror.bundle.BundleNames;
import org.tfmirror.storage.MirrorLayout;
import org.tfmirror.storage.ObjectStore;
import org.tfmirror.storage.StorageException;
import org.tfmirror.storage.StorageKey;

/**
 * Deletes bundles that are past their time: their files in the bucket first, so that what fails is done the next time.
 * Other files stay, and so do packages: files that an operator put there for an import, and those that were uploaded
 * since under the same name.
 */
public final class ExpiredBundles {

    /** More than a bundle has. */
    private static final int MOST_FILES = 200_000;

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
        List<Expired> expired = expiry.find();
        for (Expired each : expired) {
            if (each.hasFiles() && each.folder().startsWith(layout.bundleFolder(""))) {
                deleteFiles(each.folder() + "/", each.createdAt());
            }
            expiry.forget(each.id());
        }
        return expired.size();
    }

    private void deleteFiles(String folder, Instant createdAt) throws StorageException {
        for (StorageKey key : store.list(folder, MOST_FILES)) {
            if (BundleNames.isFile(key.value().substring(folder.length())) && !isUploadedSince(key, createdAt)) {
                store.delete(key);
            }
        }
    }

    private boolean isUploadedSince(StorageKey key, Instant createdAt) throws StorageException {
        String created = createdAt.truncatedTo(ChronoUnit.SECONDS).toString();
        return store.find(key)
                .map(object -> object.metadata().get(BundleNames.UPLOADED_AT))
                .filter(uploaded -> uploaded.compareTo(created) > 0) // both of one form
                .isPresent();
    }
}
