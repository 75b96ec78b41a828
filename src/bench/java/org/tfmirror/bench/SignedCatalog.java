package org.tfmirror.bench;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.tfmirror.catalog.evidence.Evidence;
import org.tfmirror.catalog.evidence.EvidenceTable;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;
import org.tfmirror.test.MirrorStack;

/**
 * Packages with evidence, of which only the rows exist: providers of 20 versions, and one of 400 versions for 15 platforms
 * each, as the largest there are.
 */
final class SignedCatalog {

    private static final int VERSIONS = 20;
    private static final int PLATFORMS = 5;
    private static final int MANY_VERSIONS = 400;
    private static final int MANY_PLATFORMS = 15;

    /** As long as HashiCorp's. */
    private static final String KEY = "A".repeat(3_500);

    private static final String INSERT = """
            insert into mirrored_package (hostname, namespace, type, version, os, arch, filename, origin_filename,
              storage_key, size_bytes, sha256, h1, evidence)
            select ?, 'acme', ?, ?, 'os' || o, 'amd64', file, file, 'keys/' || file, 20000000,
              encode(sha256(file::bytea), 'hex'), 'h1:' || encode(sha256(('x' || file)::bytea), 'base64'), ?
            from generate_series(1, ?) o,
              lateral (select format('terraform-provider-%s_%s_os%s_amd64.zip', ?::text, ?::text, o) as file) f
            """;

    private static final String LIST = """
            insert into release (hostname, namespace, type, version, listed_at, protocols, first_seen_at, trust)
            values (?, 'acme', ?, ?, now(), '{5.0}', now(), 'signed')
            """;

    private final int providers;

    private SignedCatalog(int providers) {
        this.providers = providers;
    }

    /** Adds about so many packages to the stack's catalog, and the large provider. */
    static SignedCatalog fill(MirrorStack stack, int packages) throws SQLException {
        SignedCatalog catalog = new SignedCatalog(Math.max(1, packages / VERSIONS / PLATFORMS));
        try (Connection connection = DriverManager.getConnection(
                        stack.database().jdbcUrl(),
                        stack.database().username(),
                        stack.database().password());
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (int p = 0; p < catalog.providers; p++) {
                for (int v = 0; v < VERSIONS; v++) {
                    add(connection, "s" + p, v, PLATFORMS);
                }
            }
            for (int v = 0; v < MANY_VERSIONS; v++) {
                add(connection, "large", v, MANY_PLATFORMS);
            }
            connection.commit();
            connection.setAutoCommit(true);
            for (String table : List.of("mirrored_package", "release", "evidence")) {
                statement.execute("vacuum analyze " + table);
            }
        }
        return catalog;
    }

    private static void add(Connection connection, String type, int number, int platforms) throws SQLException {
        String version = "1." + number + ".0";
        StringBuilder shasums = new StringBuilder();
        for (int o = 1; o <= platforms; o++) {
            shasums.append("a".repeat(64))
                    .append("  terraform-provider-%s_%s_os%d_amd64.zip\n".formatted(type, version, o));
        }
        String digest = EvidenceTable.record(
                connection,
                new Evidence(
                        new ProviderAddress(MirrorStack.ORIGIN, "acme", type),
                        ProviderVersion.parse(version),
                        shasums.toString().getBytes(StandardCharsets.US_ASCII),
                        new byte[600],
                        List.of(new Evidence.Key("34365D9472D7468F", KEY, "", "HashiCorp", null))),
                false);
        try (PreparedStatement insert = connection.prepareStatement(INSERT);
                PreparedStatement list = connection.prepareStatement(LIST)) {
            insert.setString(1, MirrorStack.ORIGIN);
            insert.setString(2, type);
            insert.setString(3, version);
            insert.setString(4, digest);
            insert.setInt(5, platforms);
            insert.setString(6, type);
            insert.setString(7, version);
            insert.executeUpdate();
            list.setString(1, MirrorStack.ORIGIN);
            list.setString(2, type);
            list.setString(3, version);
            list.executeUpdate();
        }
    }

    /** A list of 20 versions of the registry face; the same for the same request of every run. */
    String versions(int request) {
        return "/v1/registry/%s/providers/acme/s%d/versions".formatted(MirrorStack.ORIGIN, request % providers);
    }

    /** The same list of the mirror face. */
    String index(int request) {
        return "/v1/providers/%s/acme/s%d/index.json".formatted(MirrorStack.ORIGIN, request % providers);
    }

    /** The registry face's answer about one package. */
    String download(int request) {
        return "/v1/registry/%s/providers/acme/s%d/1.%d.0/download/os%d/amd64"
                .formatted(MirrorStack.ORIGIN, request % providers, request % VERSIONS, request % PLATFORMS + 1);
    }

    String manyVersions() {
        return "/v1/registry/%s/providers/acme/large/versions".formatted(MirrorStack.ORIGIN);
    }
}
