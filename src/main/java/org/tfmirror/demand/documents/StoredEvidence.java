package org.tfmirror.demand.documents;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.tfmirror.catalog.ReleaseId;
import org.tfmirror.catalog.evidence.Evidence;
import org.tfmirror.catalog.evidence.EvidenceTable;
import org.tfmirror.demand.documents.DocumentDemand.Vouched;
import org.tfmirror.evidence.EvidenceSnapshot;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.PlainName;
import org.tfmirror.provider.Platform;
import org.tfmirror.verify.ShasumsClaim;
import org.tfmirror.verify.SigningKey;
import org.tfmirror.verify.VerificationException;
import org.tfmirror.verify.shasums.ShasumsVerifier;

/** The evidence that was recorded: an origin is asked once for what it signed. Thread-safe. */
final class StoredEvidence {

    private static final Logger LOG = Logger.getLogger(StoredEvidence.class);

    private final DataSource dataSource;
    private final ShasumsVerifier verifier;

    StoredEvidence(DataSource dataSource, ShasumsVerifier verifier) {
        this.dataSource = dataSource;
        this.verifier = verifier;
    }

    /** What is vouched for by evidence that is good under today's policy of keys; newer evidence goes first. */
    Map<Platform, Vouched> of(ReleaseId release) throws SQLException {
        Map<Platform, Vouched> vouched = new HashMap<>();
        for (Evidence each : recorded(release)) {
            Map<String, String> checksums = ShasumsVerifier.checksums(each.shasums());
            if (isGood(each, checksums)) {
                canonical(release, each.digest(), checksums).forEach(vouched::putIfAbsent);
            }
        }
        return vouched;
    }

    /** Keeps the evidence of a snapshot; what it vouches for. */
    Map<Platform, Vouched> record(ReleaseId release, EvidenceSnapshot snapshot) throws SQLException {
        Evidence evidence = snapshot.evidence();
        try (Connection connection = dataSource.getConnection()) {
            EvidenceTable.record(connection, evidence, snapshot.requiresToken());
        }
        Map<Platform, Vouched> vouched =
                canonical(release, evidence.digest(), ShasumsVerifier.checksums(evidence.shasums()));
        vouched.put(
                snapshot.metadata().id().platform(),
                new Vouched(snapshot.checksum().sha256(), snapshot.metadata().filename(), evidence.digest()));
        return vouched;
    }

    /** Whether any of it was given to a credential, so that what comes of the version is not for everybody. */
    boolean requiresToken(ReleaseId release) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return EvidenceTable.requiresToken(connection, release.provider(), release.version());
        }
    }

    /** One by its digest, if it is of the release, good, and nothing that crashes clients. */
    Optional<Evidence> find(ReleaseId release, String digest) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Optional<Evidence> found = EvidenceTable.find(connection, digest)
                    .filter(recorded -> !recorded.crashesClients())
                    .map(EvidenceTable.Recorded::evidence)
                    .filter(each -> each.provider().equals(release.provider())
                            && each.version().equals(release.version()));
            return found.filter(each -> isGood(each, ShasumsVerifier.checksums(each.shasums())));
        } catch (EvidenceTable.Altered e) {
            LOG.errorf("evidence was altered in the database, it is not served error=%s", e.getMessage());
            return Optional.empty();
        }
    }

    private List<Evidence> recorded(ReleaseId release) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return EvidenceTable.of(connection, release.provider(), release.version()).stream()
                    .map(EvidenceTable.Recorded::evidence)
                    .toList();
        }
    }

    private boolean isGood(Evidence evidence, Map<String, String> checksums) {
        Optional<Map.Entry<String, String>> line = checksums.entrySet().stream()
                .filter(each -> PlainName.is(each.getKey()))
                .findFirst();
        if (line.isEmpty()) {
            return false;
        }
        byte[] signature = evidence.signature();
        try {
            verifier.verify(new ShasumsClaim(
                    evidence.provider(),
                    line.get().getKey(),
                    line.get().getValue(),
                    evidence.shasums(),
                    signature == null ? new byte[0] : signature,
                    evidence.keys().stream()
                            .map(key -> new SigningKey(key.asciiArmor(), key.trustSignature()))
                            .toList()));
            return true;
        } catch (VerificationException e) {
            LOG.infof("recorded evidence is not used evidence=%s code=%s error=%s", evidence, e.code(), e.getMessage());
            return false;
        }
    }

    /** The lines that name a package of the version as everybody does. */
    private static Map<Platform, Vouched> canonical(ReleaseId release, String evidence, Map<String, String> checksums) {
        Map<Platform, Vouched> vouched = new HashMap<>();
        checksums.forEach((name, sha256) -> PackageId.ofArchiveName(release.provider(), name)
                .filter(id -> id.version().equals(release.version()))
                .ifPresent(id -> vouched.put(id.platform(), new Vouched(sha256, name, evidence))));
        return vouched;
    }
}
