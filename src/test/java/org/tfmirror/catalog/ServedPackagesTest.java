package org.tfmirror.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.test.TestDatabase.execute;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;
import org.tfmirror.test.TestDatabase;

/** What may be served is served, and nothing else, from the moment on that it is so. */
class ServedPackagesTest {

    private static final ProviderAddress PROVIDER = ProviderAddress.parse("example.com/acme/demo");
    private static final ProviderVersion VERSION = ProviderVersion.parse("1.0.0");
    private static final String ARCHIVE = "terraform-provider-demo_1.0.0_linux_amd64.zip";

    private final ServedPackages packages = new ServedPackages(TestDatabase.dataSource());

    @BeforeEach
    void onePackage() {
        TestDatabase.empty();
        execute("""
                insert into mirrored_package
                  (hostname, namespace, type, version, os, arch, filename, storage_key, size_bytes, sha256, h1)
                values ('example.com', 'acme', 'demo', '1.0.0', 'linux', 'amd64', ?, 'the/key', 7, repeat('a', 64), 'h1:x')
                """, ARCHIVE);
        execute("""
                insert into release (hostname, namespace, type, version, listed_at)
                values ('example.com', 'acme', 'demo', '1.0.0', now())
                """);
    }

    @AfterEach
    void nothingIsLeft() {
        TestDatabase.empty();
    }

    @Test
    void aPackageIsServed() throws Exception {
        assertThat(packages.versions(PROVIDER)).containsExactly("1.0.0");
        assertThat(packages.packages(PROVIDER, VERSION))
                .containsExactly(new ServedPackages.Served(
                        "linux_amd64", ARCHIVE, List.of("h1:x", "zh:" + "a".repeat(64)), false));
        assertThat(packages.archive(PROVIDER, ARCHIVE))
                .contains(new ServedPackages.Archive("the/key", 7, "a".repeat(64), false));
        assertThat(packages.archive(PROVIDER, "terraform-provider-demo_1.0_linux_amd64.zip"))
                .isEmpty();
    }

    @Test
    void whatIsNotListedIsServedToWhoNamesIt() throws Exception {
        execute("update release set listed_at = null");

        assertThat(packages.versions(PROVIDER)).isEmpty();
        assertThat(packages.packages(PROVIDER, VERSION)).hasSize(1);
        assertThat(packages.archive(PROVIDER, ARCHIVE)).isPresent();
    }

    @Test
    void aVersionWithoutARowIsNotListed() throws Exception {
        execute("delete from release");

        assertThat(packages.versions(PROVIDER)).isEmpty();
    }

    @Test
    void aVersionOfWhichAPackageNeedsATokenIsInOneListOnly() throws Exception {
        assertThat(packages.publicVersions(PROVIDER)).containsExactly("1.0.0");

        execute("update mirrored_package set requires_token = true");

        assertThat(packages.publicVersions(PROVIDER)).isEmpty();
        assertThat(packages.versions(PROVIDER)).containsExactly("1.0.0");
        assertThat(packages.packages(PROVIDER, VERSION))
                .singleElement()
                .returns(true, ServedPackages.Served::requiresToken);
        assertThat(packages.archive(PROVIDER, ARCHIVE))
                .hasValueSatisfying(
                        archive -> assertThat(archive.requiresToken()).isTrue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update mirrored_package set blocked = true",
                "update mirrored_package set integrity = 'missing'",
                "update mirrored_package set integrity = 'altered'",
                "delete from mirrored_package"
            })
    void whatBecameUnfitIsServedNoMore(String change) throws Exception {
        aPackageIsServed();

        execute(change);

        assertThat(packages.versions(PROVIDER)).isEmpty();
        assertThat(packages.packages(PROVIDER, VERSION)).isEmpty();
        assertThat(packages.archive(PROVIDER, ARCHIVE)).isEmpty();
    }
}
