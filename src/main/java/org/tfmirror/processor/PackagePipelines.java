package org.tfmirror.processor;

import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tfmirror.bundle.BundleKeys;
import org.tfmirror.catalog.Catalog;
import org.tfmirror.evidence.EvidenceFetcher;
import org.tfmirror.evidence.EvidenceJudge;
import org.tfmirror.evidence.KeysOfToday;
import org.tfmirror.evidence.RecentMetadata;
import org.tfmirror.job.JobKind;
import org.tfmirror.job.JobLocks;
import org.tfmirror.job.claim.DownloadClaims;
import org.tfmirror.origin.OriginException;
import org.tfmirror.origin.OriginRegistry;
import org.tfmirror.processor.bundle.BundlePipelines;
import org.tfmirror.processor.ingest.ArchiveTransfer;
import org.tfmirror.processor.ingest.EntryCheck;
import org.tfmirror.processor.ingest.EvidenceDownload;
import org.tfmirror.processor.ingest.HeldBack;
import org.tfmirror.processor.ingest.ItemProcess;
import org.tfmirror.processor.ingest.PackageCheck;
import org.tfmirror.processor.ingest.PackageDownload;
import org.tfmirror.processor.ingest.TrustCheck;
import org.tfmirror.processor.work.ItemRunner.Pipelines;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.storage.ObjectStore;
import org.tfmirror.verify.shasums.ShasumsVerifier;

/** Downloads packages, verifies stored ones, or fetches what vouches for them, by the kind of the job. */
public final class PackagePipelines implements Pipelines {

    private final ItemProcess download;
    private final ItemProcess check;
    private final ItemProcess evidence;
    private final @Nullable EntryCheck entry;
    private final BundlePipelines bundles;

    /** Without a policy, every version comes; by the system's clock. */
    public PackagePipelines(
            DataSource database, ObjectStore store, ShasumsVerifier verifier, ArchiveTransfer transfer) {
        this(database, store, verifier, transfer, new Rules(null, BundleKeys.of(null, List.of()), Clock.systemUTC()));
    }

    /**
     * What an operator has decided, what clients' documents have told, and the clock that it goes by.
     *
     * @param entry which versions may come; null for all
     * @param keys that sign what is exported
     * @param recent download documents that need not be asked for again
     */
    public record Rules(@Nullable EntryCheck entry, BundleKeys keys, RecentMetadata recent, Clock clock) {

        public Rules(@Nullable EntryCheck entry, BundleKeys keys, Clock clock) {
            this(entry, keys, new RecentMetadata(clock), clock);
        }
    }

    /** @param store from which stored packages are read; the one that the transfer writes to */
    public PackagePipelines(
            DataSource database, ObjectStore store, ShasumsVerifier verifier, ArchiveTransfer transfer, Rules rules) {
        Catalog catalog = new Catalog(database);
        DownloadClaims claims = new DownloadClaims(database);
        EvidenceFetcher fetcher = new EvidenceFetcher(verifier, rules.recent(), rules.clock());
        TrustCheck trust =
                new TrustCheck(new EvidenceJudge(catalog, verifier), fetcher, new KeysOfToday(rules.clock()));
        PackageDownload packages = new PackageDownload(catalog, claims, new JobLocks(database), fetcher, transfer);
        this.entry = rules.entry();
        this.download = entry == null ? packages : new HeldBack(packages, catalog, entry, transfer.registry());
        this.check = new PackageCheck(catalog, claims, transfer, store, trust);
        this.evidence = new EvidenceDownload(catalog, claims, transfer, fetcher);
        this.bundles = new BundlePipelines(database, store, rules.keys(), packages, entry);
    }

    @Override
    public ItemProcess of(JobKind kind) {
        return switch (kind) {
            case DOWNLOAD -> download;
            case VERIFY -> check;
            case EVIDENCE -> evidence;
            case EXPORT -> bundles.exports();
            case IMPORT -> bundles.imports();
            case ADOPT -> bundles.adoptions();
        };
    }

    @Override
    public EntryCheck.Listed list(long jobId, ProviderAddress provider, OriginRegistry origin)
            throws OriginException, SQLException {
        return entry == null ? Pipelines.super.list(jobId, provider, origin) : entry.list(jobId, provider, origin);
    }
}
