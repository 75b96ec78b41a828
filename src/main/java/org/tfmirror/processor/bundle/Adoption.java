package org.tfmirror.processor.bundle;

import java.security.MessageDigest;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tfmirror.bundle.Bundles;
import org.tfmirror.bundle.Bundles.Bundle;
import org.tfmirror.catalog.ConflictingPackageException;
import org.tfmirror.catalog.stored.StoredPackages;
import org.tfmirror.catalog.stored.StoredPackages.Stored;
import org.tfmirror.origin.ArchiveStream;
import org.tfmirror.origin.Cancellation;
import org.tfmirror.origin.OriginException;
import org.tfmirror.origin.OriginException.Aborted;
import org.tfmirror.origin.OriginException.HostPaused;
import org.tfmirror.origin.OriginException.SourceFailed;
import org.tfmirror.processor.ingest.EntryCheck;
import org.tfmirror.processor.ingest.HeldLease;
import org.tfmirror.processor.ingest.ItemProcess;
import org.tfmirror.processor.ingest.NotAllowedException;
import org.tfmirror.processor.ingest.PackageDownload;
import org.tfmirror.processor.ingest.Progress;
import org.tfmirror.processor.ingest.StopSignal;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Sha256;
import org.tfmirror.storage.ObjectStore;
import org.tfmirror.versions.VersionHeldException;

/**
 * The ordinary download of archives that lie in the bucket already, of versions that may come. A package that is here stays
 * as it is: a copy of the same bytes is not copied again, and one of other bytes fails. Where the bucket has lost or damaged
 * a package that is here, the copy repairs it.
 */
final class Adoption implements ItemProcess {

    private static final int BUFFER = 64 * 1024;

    private final StoredPackages packages;
    private final Bundles bundles;
    private final ObjectStore store;
    private final AdoptedEvidence evidence;
    private final PackageDownload download;
    private final @Nullable EntryCheck check;

    /** @param check null where every version may come */
    Adoption(
            Bundles bundles,
            StoredPackages packages,
            ObjectStore store,
            PackageDownload download,
            @Nullable EntryCheck check) {
        this.bundles = bundles;
        this.packages = packages;
        this.store = store;
        this.evidence = new AdoptedEvidence(packages, store, download::isPinned);
        this.download = download;
        this.check = check;
    }

    @Override
    public Mirrored mirror(PackageId id, HeldLease held, Progress progress) throws Exception {
        long jobId = held.lease().jobId();
        Bundle folder = bundles.find(jobId).orElseThrow(() -> forgotten(jobId));
        if (check != null && packages.find(id).isEmpty()) {
            requireEntry(check, id, held);
        }
        AdoptedOrigin copies = new AdoptedOrigin(download.origin(), store, evidence, folder.folder());
        Mirrored mirrored = download.from(copies).mirror(id, held, progress);
        if (mirrored.toRecord() == null) {
            requireSame(id, copies, held.signal(), progress); // it was here
        }
        return mirrored;
    }

    private static SourceFailed forgotten(long jobId) {
        return new SourceFailed(
                "not_found",
                false,
                "job %d is past tfmirror.bundle.retention, and its prefix is forgotten; adopt it again"
                        .formatted(jobId),
                null);
    }

    private void requireSame(PackageId id, AdoptedOrigin copies, StopSignal signal, Progress progress)
            throws Exception {
        Optional<Stored> kept = packages.find(id);
        try (ArchiveStream copy = copies.openCopy(id)) {
            signal.onStop(copy::abort);
            if (kept.isPresent() && !isSame(copy, kept.get(), progress)) {
                throw ConflictingPackageException.ofCopy(id, kept.get().sha256(), copies.keyOf(id));
            }
        }
    }

    /** Whatever the store says of it, the copy is read. */
    private static boolean isSame(ArchiveStream copy, Stored kept, Progress progress) throws OriginException {
        if (copy.expectedLength() != kept.sizeBytes()) {
            return false;
        }
        progress.expect(kept.sizeBytes());
        MessageDigest sha256 = Sha256.newDigest();
        byte[] buffer = new byte[BUFFER];
        long received = 0;
        for (int read = copy.read(buffer, 0, BUFFER); read >= 0; read = copy.read(buffer, 0, BUFFER)) {
            sha256.update(buffer, 0, read);
            received += read;
            progress.accept(received);
        }
        return HexFormat.of().formatHex(sha256.digest()).equals(kept.sha256());
    }

    private void requireEntry(EntryCheck entry, PackageId id, HeldLease held)
            throws Aborted, HostPaused, SQLException, NotAllowedException, VersionHeldException {
        Cancellation cancellation = new Cancellation();
        held.signal().onStop(cancellation::cancel);
        try {
            entry.require(held.lease().jobId(), id, download.origin().cancelledBy(cancellation));
        } catch (Aborted | HostPaused e) {
            throw e;
        } catch (OriginException e) {
            entry.requireCarried(held.lease().jobId(), id, null);
        }
    }
}
