package org.tfmirror.processor.bundle;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tfmirror.bundle.BundleEntry;
import org.tfmirror.bundle.Bundles;
import org.tfmirror.bundle.Bundles.Bundle;
import org.tfmirror.catalog.Catalog;
import org.tfmirror.catalog.ConflictingPackageException;
import org.tfmirror.origin.OriginException.SourceFailed;
import org.tfmirror.processor.ingest.EntryCheck;
import org.tfmirror.processor.ingest.HeldLease;
import org.tfmirror.processor.ingest.ItemProcess;
import org.tfmirror.processor.ingest.PackageDownload;
import org.tfmirror.processor.ingest.Progress;
import org.tfmirror.provider.PackageId;

/**
 * The ordinary download from a bundle, of versions that may come. Where the mirror has other bytes already, these stay, and
 * the item says so.
 */
final class BundleImport implements ItemProcess {

    private final Catalog catalog;
    private final Bundles bundles;
    private final BundleFiles files;
    private final PackageDownload download;
    private final @Nullable EntryCheck check;

    /** @param check null where every version may come */
    BundleImport(
            Catalog catalog, Bundles bundles, BundleFiles files, PackageDownload download, @Nullable EntryCheck check) {
        this.catalog = catalog;
        this.bundles = bundles;
        this.files = files;
        this.download = download;
        this.check = check;
    }

    @Override
    public Mirrored mirror(PackageId id, HeldLease held, Progress progress) throws Exception {
        long jobId = held.lease().jobId();
        Bundle bundle = bundles.find(jobId).orElseThrow(() -> forgotten(jobId));
        BundleEntry entry = bundles.entry(jobId, id).orElseThrow(() -> forgotten(jobId));
        if (check != null && catalog.find(id).isEmpty()) {
            check.requireCarried(jobId, id, entry.publishedAt());
        }
        PackageDownload packages = download.from(new BundleOrigin(files, bundle, entry, download.origin()));
        Mirrored mirrored = packages.mirror(id, held, progress);
        if (mirrored.toRecord() == null) {
            requireSame(packages, entry); // it was here
        }
        return mirrored;
    }

    private static SourceFailed forgotten(long jobId) {
        return new SourceFailed(
                "not_found",
                false,
                "bundle %d is past tfmirror.bundle.retention, and forgotten; import it again".formatted(jobId),
                null);
    }

    private void requireSame(PackageDownload packages, BundleEntry entry) throws Exception {
        Optional<Catalog.Entry> kept = catalog.find(entry.id());
        if (kept.isPresent()
                && !kept.get().sha256().equals(entry.files().archive().sha256())) {
            String signed = packages.signedSha256(entry.id()); // not on the packer's word alone
            throw new ConflictingPackageException(entry.id(), kept.get().sha256(), signed);
        }
    }
}
