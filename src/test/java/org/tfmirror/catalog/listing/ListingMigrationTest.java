package org.tfmirror.catalog.listing;

import static org.assertj.core.api.Assertions.assertThat;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.Test;
import org.tfmirror.MigrationSettings;
import org.tfmirror.catalog.ServedPackages;
import org.tfmirror.local.EmbeddedDatabase;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.test.TestDatabase;

/** What clients were told of before versions were held back, they are told of after the upgrade. */
class ListingMigrationTest {

    private static final String INSERT = """
            insert into mirrored_package
              (hostname, namespace, type, version, os, arch, filename, storage_key, size_bytes, sha256, h1, blocked)
            values ('example.com', 'acme', 'demo', ?, ?, 'amd64', 'f', 'k', 1, repeat('a', 64), 'h1:x', ?)
            """;

    @Test
    void whatExistsStaysListed() throws Exception {
        try (EmbeddedDatabase server = EmbeddedDatabase.startTemporary()) {
            DataSource database = TestDatabase.dataSource(server);
            flyway(database).target("12").load().migrate();
            TestDatabase.execute(database, INSERT, "1.0.0", "linux", false);
            TestDatabase.execute(database, INSERT, "1.0.0", "darwin", false);
            TestDatabase.execute(database, INSERT, "1.1.0", "linux", false);
            TestDatabase.execute(database, INSERT, "1.2.0", "linux", true);

            flyway(database).load().migrate();

            ServedPackages served = new ServedPackages(database);
            ProviderAddress provider = ProviderAddress.parse("example.com/acme/demo");
            assertThat(served.versions(provider)).containsExactlyInAnyOrder("1.0.0", "1.1.0");
            TestDatabase.execute(database, "update mirrored_package set blocked = false");
            assertThat(served.versions(provider)).hasSize(3);
        }
    }

    private static FluentConfiguration flyway(DataSource database) {
        FluentConfiguration flyway = Flyway.configure().dataSource(database);
        new MigrationSettings().customize(flyway);
        return flyway;
    }
}
