package org.tfmirror.processor.bundle;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.tfmirror.bundle.BundleEntry;
import org.tfmirror.bundle.BundleNames;
import org.tfmirror.bundle.BundleParts;
import org.tfmirror.bundle.BundleParts.LeaseLostException;
import org.tfmirror.bundle.Bundles;
import org.tfmirror.bundle.Bundles.Bundle;
import org.tfmirror.bundle.Part;
import org.tfmirror.catalog.evidence.Evidence;
import org.tfmirror.catalog.stored.StoredPackages;
import org.tfmirror.catalog.stored.StoredPackages.Stored;
import org.tfmirror.job.Lease;
import org.tfmirror.processor.ingest.HeldLease;
import org.tfmirror.processor.ingest.ItemProcess;
import org.tfmirror.processor.ingest.Progress;
import org.tfmirror.processor.ingest.StopSignal;
import org.tfmirror.processor.ingest.StoppedException;
import org.tfmirror.provider.PackageId;
import org.tfmirror.storage.StorageException;
import org.tfmirror.storage.StorageKey;

/**
 * Packs a package into a bundle: docs/adr/0041. The item whose package is in no part yet writes the next part, with its
 * own package first and as many of those that still wait as fit in; their items find them packed. A manifest is true
 * whenever a part is finished, so nothing remains to be done after the last item, and a worker that is lost costs one
 * part.
 */
public final class PackageExport implements ItemProcess {

    private static final Logger LOG = Logger.getLogger(PackageExport.class);

    /** What vouches for them is in memory while the part is written, 5 to 20 KB each. */
    private static final int MAX_IN_PART = 2000;

    private final Bundles bundles;
    private final BundleParts parts;
    private final StoredPackages packages;
    private final BundleFiles files;
    private final PartManifest manifests;

    PackageExport(
            Bundles bundles, BundleParts parts, StoredPackages packages, BundleFiles files, PartManifest manifests) {
        this.bundles = bundles;
        this.parts = parts;
        this.packages = packages;
        this.files = files;
        this.manifests = manifests;
    }

    /** A package that can be packed, with what vouches for it. */
    private record Packable(Stored stored, Evidence evidence) {}

    /** A part that is written, and its entries. */
    private record Written(Part part, List<BundleEntry> entries) {}

    @Override
    public Mirrored mirror(PackageId id, HeldLease held, Progress progress) throws Exception {
        long jobId = held.lease().jobId();
        Optional<BundleEntry> packed = bundles.entry(jobId, id);
        if (packed.isPresent()) {
            return new Mirrored(packed.get().files().archive().size(), null);
        }
        if (!files.keys().canSign()) {
            throw ExportException.noKey();
        }
        Packable first = packable(id);
        Bundle bundle = bundles.find(jobId).orElseThrow(() -> ExportException.forgotten(jobId));
        Set<PackageId> damaged = new HashSet<>();
        while (true) {
            try {
                writePart(bundle, first, damaged, held, progress);
                return new Mirrored(first.stored().sizeBytes(), null);
            } catch (DamagedPackageException e) {
                if (e.id.equals(id)) {
                    throw e.reason;
                }
                damaged.add(e.id); // its own item tells it
            } catch (LeaseLostException e) {
                held.signal().stop(StopSignal.Reason.LEASE_LOST);
                held.signal().check();
            }
        }
    }

    /** A package spoiled the part. */
    private static final class DamagedPackageException extends Exception {

        private static final long serialVersionUID = 1L;

        private final transient PackageId id;
        private final ExportException reason;

        DamagedPackageException(PackageId id, ExportException reason) {
            super(reason);
            this.id = id;
            this.reason = reason;
        }
    }

    private Packable packable(PackageId id) throws SQLException, ExportException {
        Optional<Stored> stored = packages.find(id).filter(Stored::usable);
        if (stored.isEmpty()) {
            throw ExportException.notUsable(id);
        }
        String digest = stored.get().evidence();
        Optional<Evidence> evidence = digest == null ? Optional.empty() : packages.evidence(digest);
        return new Packable(stored.get(), evidence.orElseThrow(() -> ExportException.withoutEvidence(id)));
    }

    private void writePart(Bundle bundle, Packable first, Set<PackageId> damaged, HeldLease held, Progress progress)
            throws SQLException, StorageException, IOException, StoppedException, DamagedPackageException,
                    LeaseLostException, ExportException {
        Lease lease = held.lease();
        List<Packable> chosen = choose(bundle, first, damaged);
        long size = chosen.stream()
                .mapToLong(each -> PartUpload.sizeOf(each.stored(), each.evidence()))
                .sum();
        progress.expect(size);
        int number = parts.reserve(lease.jobId(), lease.epoch());
        Written written = write(bundle, BundleNames.part(number), chosen, size, held.signal(), progress);
        files.put(bundle, manifests.with(bundle, files.keys(), written.part(), written.entries()));
        parts.finish(lease.jobId(), lease.epoch(), number, written.part(), written.entries());
        LOG.infof(
                "bundle part written job=%d part=%s packages=%d bytes=%d",
                lease.jobId(),
                written.part().name(),
                written.entries().size(),
                written.part().size());
    }

    /** This package, and of those that wait as many as fit in behind it, in order. */
    private List<Packable> choose(Bundle bundle, Packable first, Set<PackageId> damaged) throws SQLException {
        List<Packable> chosen = new ArrayList<>(List.of(first));
        long left = bundle.partSize() - PartUpload.sizeOf(first.stored(), first.evidence());
        for (PackageId each : parts.waiting(bundle.id(), MAX_IN_PART)) {
            if (each.equals(first.stored().id()) || damaged.contains(each)) {
                continue;
            }
            try {
                Packable next = packable(each);
                left -= PartUpload.sizeOf(next.stored(), next.evidence());
                if (left < 0 || chosen.size() == MAX_IN_PART) {
                    break;
                }
                chosen.add(next);
            } catch (ExportException e) {
                LOG.debugf("left to its own item package=%s reason=%s", each, e.getMessage());
            }
        }
        return chosen;
    }

    private Written write(
            Bundle bundle, String name, List<Packable> chosen, long size, StopSignal signal, Progress progress)
            throws StorageException, IOException, StoppedException, DamagedPackageException, ExportException {
        List<BundleEntry> entries = new ArrayList<>();
        try (PartUpload part = new PartUpload(files.store(), new StorageKey(bundle.key(name)), name, size)) {
            signal.onStop(part::abort);
            long[] copied = {0};
            for (Packable each : chosen) {
                BundleEntry entry = add(part, each, bytes -> {
                    copied[0] += bytes;
                    progress.accept(copied[0]);
                });
                if (entry != null) {
                    entries.add(entry);
                } else if (each == chosen.get(0)) {
                    throw ExportException.altered(each.stored().id());
                }
                signal.check();
            }
            return new Written(part.finish(), entries);
        } catch (UploadStream.Failed e) {
            throw e.reason();
        }
    }

    private static @Nullable BundleEntry add(PartUpload part, Packable each, org.tfmirror.bundle.TarWriter.Watch watch)
            throws StorageException, IOException, DamagedPackageException {
        try {
            return part.add(each.stored(), each.evidence(), watch);
        } catch (ExportException e) {
            throw new DamagedPackageException(each.stored().id(), e);
        }
    }
}
