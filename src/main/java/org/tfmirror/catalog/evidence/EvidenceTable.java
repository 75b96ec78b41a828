package org.tfmirror.catalog.evidence;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tfmirror.provider.PackageColumns;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/**
 * The statements on {@code evidence}, each in the transaction of its connection. Rows are added and never changed. A
 * row whose content does not match its digest is not served.
 */
public final class EvidenceTable {

    private static final String RECORD = """
            insert into evidence (hostname, namespace, type, version, digest, shasums, signature, keys, requires_token)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (digest) do update set requires_token = true
            where excluded.requires_token and not evidence.requires_token
            """;
    private static final String FIND = "select * from evidence where digest = ?";
    private static final String REQUIRES_TOKEN =
            "select from evidence where " + PackageColumns.IS_VERSION + " and requires_token limit 1";
    private static final String OF_RELEASE =
            "select * from evidence where " + PackageColumns.IS_VERSION + " order by recorded_at desc, digest";

    private EvidenceTable() {}

    /**
     * Evidence with the moment it was recorded.
     *
     * @param crashesClients whether Terraform cannot read it without a crash
     */
    public record Recorded(Evidence evidence, Instant at, boolean crashesClients) {}

    /** A row was changed after it was recorded. */
    public static final class Altered extends SQLException {

        private static final long serialVersionUID = 1L;

        Altered(String digest) {
            super("evidence " + digest + " is not what was recorded");
        }
    }

    /**
     * Keeps the evidence; there is one row of it, however often it is recorded.
     *
     * @param requiresToken whether the origin gave it to a credential; once it did, that stands
     * @return its digest
     */
    public static String record(Connection connection, Evidence evidence, boolean requiresToken) throws SQLException {
        String digest = evidence.digest();
        try (PreparedStatement statement = connection.prepareStatement(RECORD)) {
            int i = PackageColumns.set(statement, 0, PackageColumns.of(evidence.provider(), evidence.version()));
            statement.setString(++i, digest);
            statement.setBytes(++i, evidence.shasums());
            statement.setBytes(++i, evidence.signature());
            statement.setString(++i, KeysJson.write(evidence.keys()));
            statement.setBoolean(++i, requiresToken);
            statement.executeUpdate();
        }
        return digest;
    }

    /** Whether what comes of a version is for readers with the mirror's token only: an origin gave some evidence to a credential. */
    public static boolean requiresToken(Connection connection, ProviderAddress provider, ProviderVersion version)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REQUIRES_TOKEN)) {
            PackageColumns.set(statement, 0, PackageColumns.of(provider, version));
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    /** @throws Altered where the row is not what was recorded under this digest */
    public static Optional<Recorded> find(Connection connection, String digest) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setString(1, digest);
            return read(statement).stream().findFirst();
        }
    }

    /**
     * All that is kept of a version, the newest first.
     *
     * @throws Altered where a row is not what was recorded under its digest
     */
    public static List<Recorded> of(Connection connection, ProviderAddress provider, ProviderVersion version)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(OF_RELEASE)) {
            PackageColumns.set(statement, 0, PackageColumns.of(provider, version));
            return read(statement);
        }
    }

    private static List<Recorded> read(PreparedStatement statement) throws SQLException {
        List<Recorded> found = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                found.add(read(rows));
            }
        }
        return found;
    }

    private static Recorded read(ResultSet row) throws SQLException {
        String digest = row.getString("digest");
        try {
            Evidence evidence = new Evidence(
                    PackageColumns.readProvider(row),
                    PackageColumns.readVersion(row),
                    row.getBytes("shasums"),
                    row.getBytes("signature"),
                    KeysJson.read(row.getString("keys")));
            if (evidence.digest().equals(digest)) {
                return new Recorded(
                        evidence, row.getTimestamp("recorded_at").toInstant(), row.getBoolean("crashes_clients"));
            }
        } catch (IOException e) {
            throw (Altered) new Altered(digest).initCause(e);
        }
        throw new Altered(digest);
    }
}
