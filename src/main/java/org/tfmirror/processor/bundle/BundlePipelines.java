package org.tfmirror.processor.bundle;

import java.time.Clock;
import javax.sql.DataSource;
import org.tfmirror.bundle.BundleKeys;
import org.tfmirror.bundle.BundleParts;
import org.tfmirror.bundle.Bundles;
import org.tfmirror.catalog.stored.StoredPackages;
import org.tfmirror.origin.OriginRegistry;
import org.tfmirror.processor.ingest.ItemProcess;
import org.tfmirror.processor.ingest.PackageDownload;
import org.tfmirror.storage.ObjectStore;

/** What processes the packages of exports and imports. */
public final class BundlePipelines {

    private final ItemProcess exports;
    private final ItemProcess imports;
    private final ItemProcess adoptions;

    /**
     * @param download by which what is imported becomes the mirror's
     * @param network the origins that the mirror has else
     */
    public BundlePipelines(
            DataSource database, ObjectStore store, BundleKeys keys, PackageDownload download, OriginRegistry network) {
        Bundles bundles = new Bundles(database);
        BundleFiles files = new BundleFiles(store, keys);
        this.exports = new PackageExport(
                bundles, new BundleParts(database), new StoredPackages(database), files, Clock.systemUTC());
        this.imports =
                new FromElsewhere(bundles, download, bundle -> new BundleOrigin(bundles, files, bundle, network));
        this.adoptions =
                new FromElsewhere(bundles, download, bundle -> new AdoptedOrigin(network, store, bundle.folder()));
    }

    public ItemProcess exports() {
        return exports;
    }

    public ItemProcess imports() {
        return imports;
    }

    public ItemProcess adoptions() {
        return adoptions;
    }
}
