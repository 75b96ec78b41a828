package org.tfmirror.catalog;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.PackageFinding.Distrust;
import org.tfmirror.catalog.evidence.Evidence;
import org.tfmirror.catalog.evidence.EvidenceTable;
import org.tfmirror.provider.PackageColumns;
import org.tfmirror.provider.PackageHash;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/** The catalog as workers read and write it. Thread-safe. */
@Singleton
public class Catalog {

    private static final String FIND =
            "select storage_key, size_bytes, sha256, h1, integrity, untrusted_by, evidence, origin_filename,"
                    + " key_fingerprint, signing_fingerprint from mirrored_package where "
                    + PackageColumns.IS_PACKAGE;
    private static final String RECORD = """
            insert into mirrored_package (hostname, namespace, type, version, os, arch, filename, storage_key,
              size_bytes, sha256, h1, key_fingerprint, signing_fingerprint, warnings, evidence, origin_filename, requires_token)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict on constraint mirrored_package_identity do update
            set integrity = 'intact', checked_at = now(), verified_at = now(), storage_key = excluded.storage_key,
                key_fingerprint = excluded.key_fingerprint, signing_fingerprint = excluded.signing_fingerprint,
                warnings = excluded.warnings,
                evidence = coalesce(excluded.evidence, mirrored_package.evidence),
                origin_filename = coalesce(excluded.origin_filename, mirrored_package.origin_filename),
                requires_token = excluded.requires_token or mirrored_package.requires_token,
                untrusted_by = case when excluded.evidence is null then mirrored_package.untrusted_by end,
                untrusted_reason = case when excluded.evidence is null then mirrored_package.untrusted_reason end
            where mirrored_package.sha256 = excluded.sha256
              and (mirrored_package.integrity <> 'intact' or mirrored_package.storage_key <> excluded.storage_key)
            """;

    private static final String NOTE = """
            update mirrored_package
            set integrity = ?, checked_at = now(), untrusted_by = ?, untrusted_reason = ?
            where sha256 = ? and
            """ + PackageColumns.IS_PACKAGE;

    private static final String VOUCH = """
            update mirrored_package
            set evidence = ?, origin_filename = ?, key_fingerprint = ?, signing_fingerprint = ?, warnings = ?,
                requires_token = requires_token or ?
            where sha256 = ? and
            """ + PackageColumns.IS_PACKAGE;

    private final DataSource dataSource;

    public Catalog(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * What the catalog holds of a package.
     *
     * @param vouching who vouches for it
     */
    public record Entry(
            String storageKey, long sizeBytes, String sha256, PackageHash h1, Integrity integrity, Vouching vouching) {

        /** Over the archive's bytes. */
        public PackageHash zh() {
            return PackageHash.ofSha256(sha256);
        }
    }

    /**
     * Who vouches for a package.
     *
     * @param evidence its digest; null where the release before has brought the package
     * @param originFilename the archive's name in the evidence; null likewise
     * @param keyFingerprint of the primary key; null where policy allowed none
     * @param signingFingerprint of the key or subkey that signed; null likewise
     */
    public record Vouching(
            @Nullable String evidence,
            @Nullable String originFilename,
            @Nullable String keyFingerprint,
            @Nullable String signingFingerprint) {}

    /**
     * The evidence of this digest.
     *
     * @throws EvidenceTable.Altered where it is not what was recorded
     */
    public Optional<Evidence> evidence(String digest) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return EvidenceTable.find(connection, digest).map(EvidenceTable.Recorded::evidence);
        }
    }

    /** The package's entry, blocked or not. */
    public Optional<Entry> find(PackageId id) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return find(connection, id);
        }
    }

    private static Optional<Entry> find(Connection connection, PackageId id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            PackageColumns.set(statement, 0, PackageColumns.of(id));
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next()
                        ? Optional.of(new Entry(
                                rows.getString(1),
                                rows.getLong(2),
                                rows.getString(3),
                                PackageHash.parse(rows.getString(4)),
                                rows.getString(6) == null ? Integrity.parse(rows.getString(5)) : Integrity.UNTRUSTED,
                                new Vouching(
                                        rows.getString(7), rows.getString(8), rows.getString(9), rows.getString(10))))
                        : Optional.empty();
            }
        }
    }

    /**
     * Writes what a worker has found, in the transaction of this connection. The worker holds the package: nobody else
     * has stored, removed or looked at its object since it did.
     *
     * @throws ConflictingPackageException where the catalog holds other bytes under this identity; they stay
     */
    public void write(Connection connection, CatalogChange change) throws SQLException, ConflictingPackageException {
        if (change instanceof VerifiedPackage found) {
            record(connection, found);
        } else if (change instanceof PackageFinding finding) {
            note(connection, finding);
        } else if (change instanceof PackageEvidence evidence) {
            vouch(connection, evidence);
        }
    }

    private static void vouch(Connection connection, PackageEvidence found) throws SQLException {
        String digest = EvidenceTable.record(
                connection, found.provenance().evidence(), found.provenance().requiresToken());
        try (PreparedStatement statement = connection.prepareStatement(VOUCH)) {
            statement.setString(1, digest);
            statement.setString(2, found.provenance().originFilename());
            statement.setString(3, found.keyFingerprint());
            statement.setString(4, found.signingFingerprint());
            statement.setString(5, lines(found.warnings()));
            statement.setBoolean(6, found.provenance().requiresToken());
            statement.setString(7, found.sha256());
            PackageColumns.set(statement, 7, PackageColumns.of(found.id()));
            statement.executeUpdate();
        }
    }

    private static @Nullable String lines(List<String> warnings) {
        return warnings.isEmpty() ? null : String.join("\n", warnings);
    }

    private static void note(Connection connection, PackageFinding finding) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NOTE)) {
            Distrust distrust = finding.distrust();
            statement.setString(1, finding.integrity().wireName());
            statement.setString(2, distrust == null ? null : distrust.rule());
            statement.setString(3, distrust == null ? null : distrust.reason());
            statement.setString(4, finding.sha256());
            PackageColumns.set(statement, 4, PackageColumns.of(finding.id()));
            statement.executeUpdate();
        }
        if (finding.renewed() != null) {
            vouch(connection, finding.renewed());
        }
    }

    /** What is kept to vouch for a version's packages, the newest first. */
    public List<Evidence> evidenceOf(ProviderAddress provider, ProviderVersion version) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return EvidenceTable.of(connection, provider, version).stream()
                    .map(EvidenceTable.Recorded::evidence)
                    .toList();
        }
    }

    /**
     * Records a package and the evidence of it, in the transaction of this connection. Where the row is there already with the same bytes, it
     * stands; but one whose object was missing, altered or elsewhere vouches for this object from now on, and is intact.
     *
     * @throws ConflictingPackageException where the catalog holds other bytes under this identity; they stay
     */
    public void record(Connection connection, VerifiedPackage found) throws SQLException, ConflictingPackageException {
        Provenance provenance = found.provenance();
        String evidence = provenance == null
                ? null
                : EvidenceTable.record(connection, provenance.evidence(), provenance.requiresToken());
        boolean guarded = EvidenceTable.requiresToken(
                connection, found.id().provider(), found.id().version());
        try (PreparedStatement statement = connection.prepareStatement(RECORD)) {
            int i = PackageColumns.set(statement, 0, PackageColumns.of(found.id()));
            statement.setString(++i, found.id().archiveName());
            statement.setString(++i, found.storageKey());
            statement.setLong(++i, found.sizeBytes());
            statement.setString(++i, found.zh().value());
            statement.setString(++i, found.h1().toString());
            statement.setString(++i, found.keyFingerprint());
            statement.setString(++i, found.signingFingerprint());
            statement.setString(++i, lines(found.warnings()));
            statement.setString(++i, evidence);
            statement.setString(++i, provenance == null ? null : provenance.originFilename());
            statement.setBoolean(++i, guarded);
            if (statement.executeUpdate() == 1) {
                return;
            }
        }
        String kept = find(connection, found.id()).map(Entry::sha256).orElse("");
        if (!kept.equals(found.zh().value())) {
            throw new ConflictingPackageException(found.id(), kept, found.zh().value());
        }
    }
}
