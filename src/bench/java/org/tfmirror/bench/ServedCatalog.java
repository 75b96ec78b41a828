package org.tfmirror.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.SplittableRandom;
import org.tfmirror.test.MirrorStack;

/** A catalog of many packages, of which only the rows exist, and the paths to ask for. */
final class ServedCatalog {

    private static final int VERSIONS = 100;
    private static final int PLATFORMS = 5;

    private static final String INSERT = """
            insert into mirrored_package
              (hostname, namespace, type, version, os, arch, filename, storage_key, size_bytes, sha256, h1)
            select ?, 'acme', type, version, os, 'amd64', file, 'keys/' || file, 20000000,
              encode(sha256(file::bytea), 'hex'), 'h1:' || encode(sha256(('x' || file)::bytea), 'base64')
            from generate_series(1, ?) p, generate_series(1, ?) v, generate_series(1, ?) o,
              lateral (select 'p' || p as type, '1.' || v || '.0' as version, 'os' || o as os) n,
              lateral (select format('terraform-provider-%s_%s_%s_amd64.zip', type, version, os) as file) f
            """;

    private static final String LIST = """
            insert into release (hostname, namespace, type, version, listed_at)
            select distinct hostname, namespace, type, version, now() from mirrored_package
            on conflict on constraint release_pkey do nothing
            """;

    private final int providers;
    private final int[] choices;

    private ServedCatalog(int providers) {
        this.providers = providers;
        this.choices =
                new SplittableRandom(1).ints(1 << 16, 0, Integer.MAX_VALUE).toArray();
    }

    /** Fills the stack's catalog with about so many packages. */
    static ServedCatalog fill(MirrorStack stack, int packages) throws SQLException {
        ServedCatalog catalog = new ServedCatalog(Math.max(1, packages / VERSIONS / PLATFORMS));
        try (Connection connection = DriverManager.getConnection(
                        stack.database().jdbcUrl(),
                        stack.database().username(),
                        stack.database().password());
                PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setString(1, MirrorStack.ORIGIN);
            insert.setInt(2, catalog.providers);
            insert.setInt(3, VERSIONS);
            insert.setInt(4, PLATFORMS);
            insert.executeUpdate();
            try (Statement statement = connection.createStatement()) {
                statement.execute(LIST);
                statement.execute("analyze mirrored_package");
                statement.execute("analyze release");
            }
        }
        return catalog;
    }

    int documents() {
        return providers * VERSIONS;
    }

    /** The path of the n-th {@code VERSION.json}. */
    String document(int n) {
        return "/v1/providers/%s/acme/p%d/1.%d.0.json"
                .formatted(MirrorStack.ORIGIN, n / VERSIONS % providers + 1, n % VERSIONS + 1);
    }

    /** Some document; the same one for the same request of every run. */
    String someDocument(int request) {
        return document(choice(request) % documents());
    }

    String someArchive(int request) {
        int n = choice(request) % documents();
        int provider = n / VERSIONS % providers + 1;
        return "/v1/providers/%s/acme/p%d/terraform-provider-p%d_1.%d.0_os%d_amd64.zip"
                .formatted(
                        MirrorStack.ORIGIN, provider, provider, n % VERSIONS + 1, choice(request + 1) % PLATFORMS + 1);
    }

    private int choice(int request) {
        return choices[request % choices.length];
    }
}
