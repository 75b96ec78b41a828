package org.tfmirror.processor.bundle;

import java.time.Clock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tfmirror.bundle.BundleKeys;
import org.tfmirror.bundle.BundleParts;
import org.tfmirror.bundle.Bundles;
import org.tfmirror.catalog.Catalog;
import org.tfmirror.catalog.stored.StoredPackages;
import org.tfmirror.command.bundle.OwnStatements;
import org.tfmirror.policy.HoldTable;
import org.tfmirror.processor.ingest.EntryCheck;
import org.tfmirror.processor.ingest.ItemProcess;
import org.tfmirror.processor.ingest.PackageDownload;
import org.tfmirror.storage.ObjectStore;

/** What processes the packages of exports and imports. */
public final class BundlePipelines {

    private final ItemProcess exports;
    private final ItemProcess imports;
    private final ItemProcess adoptions;

    /**
     * @param download by which what is imported or taken over becomes the mirror's
     * @param check which versions may come; null for all
     */
    public BundlePipelines(
            DataSource database,
            ObjectStore store,
            BundleKeys keys,
            PackageDownload download,
            @Nullable EntryCheck check) {
        Catalog catalog = new Catalog(database);
        Bundles bundles = new Bundles(database);
        BundleFiles files = new BundleFiles(store, keys);
        BundleParts parts = new BundleParts(database);
        StoredPackages packages = new StoredPackages(database);
        PartManifest manifests = new PartManifest(
                bundles, parts, new OwnStatements(packages, new HoldTable(database)), Clock.systemUTC());
        this.exports = new PackageExport(bundles, parts, packages, files, manifests);
        this.imports = new BundleImport(catalog, bundles, files, download, check);
        this.adoptions = new Adoption(bundles, packages, store, download, check);
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
