package org.tfmirror.processor.ingest;

import java.sql.SQLException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.Catalog;
import org.tfmirror.catalog.PackageEvidence;
import org.tfmirror.catalog.PackageFinding.Distrust;
import org.tfmirror.evidence.EvidenceFetcher;
import org.tfmirror.evidence.EvidenceJudge;
import org.tfmirror.evidence.EvidenceSnapshot;
import org.tfmirror.evidence.KeysOfToday;
import org.tfmirror.origin.OriginException;
import org.tfmirror.origin.OriginException.Aborted;
import org.tfmirror.origin.OriginRegistry;
import org.tfmirror.provider.PackageId;
import org.tfmirror.verify.VerificationException;

/** Whether a package is still to be trusted. Newer evidence is tried before it is not. Thread-safe. */
public final class TrustCheck {

    private static final Logger LOG = Logger.getLogger(TrustCheck.class);

    private final EvidenceJudge judge;
    private final EvidenceFetcher fetcher;
    private final KeysOfToday keys;

    public TrustCheck(EvidenceJudge judge, EvidenceFetcher fetcher, KeysOfToday keys) {
        this.judge = judge;
        this.fetcher = fetcher;
        this.keys = keys;
    }

    /**
     * The result of the check; neither where the kept evidence holds.
     *
     * @param distrust which rule refuses it
     * @param renewed newer evidence that holds
     */
    record Trust(@Nullable Distrust distrust, @Nullable PackageEvidence renewed) {}

    Trust of(OriginRegistry origin, PackageId id, Catalog.Entry kept) throws Aborted, SQLException {
        try {
            judge.judge(id, kept, keys.of(origin, id));
            return new Trust(null, null);
        } catch (VerificationException refused) {
            PackageEvidence renewed = renewed(origin, id, kept);
            return renewed == null
                    ? new Trust(new Distrust(refused.code(), String.valueOf(refused.getMessage())), null)
                    : new Trust(null, renewed);
        }
    }

    private @Nullable PackageEvidence renewed(OriginRegistry origin, PackageId id, Catalog.Entry kept) throws Aborted {
        try {
            EvidenceSnapshot snapshot = fetcher.fetch(origin, id);
            return snapshot.checksum().sha256().equals(kept.sha256())
                    ? snapshot.packageEvidence(fetcher.provenance(origin, snapshot))
                    : null;
        } catch (Aborted e) {
            throw e;
        } catch (OriginException | VerificationException e) {
            LOG.infof("no newer evidence package=%s error=%s", id, e.getMessage());
            return null;
        }
    }
}
