package org.tfmirror.processor.ingest;

import java.util.Optional;
import org.tfmirror.catalog.Catalog;
import org.tfmirror.catalog.ConflictingPackageException;
import org.tfmirror.evidence.EvidenceFetcher;
import org.tfmirror.evidence.EvidenceSnapshot;
import org.tfmirror.job.claim.DownloadClaims;
import org.tfmirror.origin.Cancellation;
import org.tfmirror.origin.OriginRegistry;
import org.tfmirror.provider.PackageId;

/** Fetches what vouches for a package that the mirror has without it, documents only, and compares it with the package. */
public final class EvidenceDownload implements ItemProcess {

    private final Catalog catalog;
    private final DownloadClaims claims;
    private final OriginRegistry registry;
    private final EvidenceFetcher fetcher;

    public EvidenceDownload(Catalog catalog, DownloadClaims claims, ArchiveTransfer transfer, EvidenceFetcher fetcher) {
        this.catalog = catalog;
        this.claims = claims;
        this.registry = transfer.registry();
        this.fetcher = fetcher;
    }

    @Override
    public Mirrored mirror(PackageId id, HeldLease held, Progress progress) throws Exception {
        if (!claims.claim(id, held.lease())) {
            throw new DownloadElsewhereException(id);
        }
        Optional<Catalog.Entry> known = catalog.find(id);
        if (known.isEmpty()) {
            return new Mirrored(0, null, true); // removed since the job was submitted
        }
        Catalog.Entry entry = known.get();
        if (entry.vouching().evidence() != null) {
            return new Mirrored(entry.sizeBytes(), null, true);
        }
        Cancellation cancellation = new Cancellation();
        held.signal().onStop(cancellation::cancel);
        OriginRegistry origin = registry.cancelledBy(cancellation);
        EvidenceSnapshot snapshot = fetcher.fetch(origin, id);
        if (!snapshot.checksum().sha256().equals(entry.sha256())) {
            throw new ConflictingPackageException(
                    id, entry.sha256(), snapshot.checksum().sha256());
        }
        EvidenceFetcher.requireListed(snapshot.metadata(), entry.h1(), entry.sizeBytes());
        return new Mirrored(entry.sizeBytes(), snapshot.packageEvidence(fetcher.provenance(origin, snapshot)));
    }
}
