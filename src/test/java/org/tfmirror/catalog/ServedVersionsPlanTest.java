package org.tfmirror.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.test.TestDatabase.execute;
import static org.tfmirror.test.TestDatabase.query;

import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.test.TestDatabase;

/** What a client asks first costs little, however many packages a provider has. */
class ServedVersionsPlanTest {

    private static final String MANY = """
            insert into mirrored_package
              (hostname, namespace, type, version, os, arch, filename, storage_key, size_bytes, sha256, h1)
            select 'example.com', 'acme', 'large', '1.' || v || '.0', 'os' || o, 'amd64', v || '.' || o, 'key', 1,
              repeat('0', 64), 'h1:x'
            from generate_series(1, 400) v, generate_series(1, 15) o
            """;

    @BeforeEach
    void aLargeProvider() {
        TestDatabase.empty();
        execute(MANY);
        execute("""
                insert into release (hostname, namespace, type, version, listed_at)
                select distinct hostname, namespace, type, version, now() from mirrored_package
                """);
        execute("""
                insert into release (hostname, namespace, type, version, listed_at)
                select 'example.com', 'acme', 'other' || n, '1.0.0', now() from generate_series(1, 5000) n
                """);
        execute("vacuum analyze mirrored_package");
        execute("vacuum analyze release");
    }

    @AfterEach
    void nothingIsLeft() {
        TestDatabase.empty();
    }

    @Test
    void theVersionsOfAProviderAreReadFromIndexesAlone() {
        String plan = plan(ServedPackages.VERSIONS, "example.com", "acme", "large");

        assertThat(plan)
                .contains("Index Only Scan using mirrored_package_served_versions")
                .contains("Index Only Scan using release_listed");
        assertThat(plan).doesNotContain("Seq Scan");
    }

    @Test
    void readersWithoutATokenAreAnsweredFromIndexesToo() {
        assertThat(plan(ServedPackages.PUBLIC_VERSIONS, "example.com", "acme", "large"))
                .contains("Index Only Scan using mirrored_package_served_versions")
                .contains("using mirrored_package_requires_token")
                .doesNotContain("Seq Scan");
    }

    @Test
    void theRestIsOneStepIntoAnIndex() {
        assertThat(plan(ServedPackages.OF_VERSION, "example.com", "acme", "large", "1.7.0"))
                .containsPattern("Index Cond: .*version = '1.7.0'")
                .doesNotContain("Seq Scan");
        assertThat(plan(ServedPackages.ARCHIVE, "example.com", "acme", "large", "1.7.0", "os1", "amd64"))
                .contains("Index Scan using mirrored_package_identity");
    }

    private static String plan(String sql, String... parameters) {
        return query("explain " + sql, (Object[]) parameters).stream()
                .map(row -> String.valueOf(row.get(0)))
                .collect(Collectors.joining("\n"));
    }
}
