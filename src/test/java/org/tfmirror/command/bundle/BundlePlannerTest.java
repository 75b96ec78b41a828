package org.tfmirror.command.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.bundle.BundleKeys;
import org.tfmirror.catalog.stored.StoredPackages;
import org.tfmirror.policy.HoldTable;
import org.tfmirror.storage.MirrorLayout;
import org.tfmirror.test.MemoryObjectStore;
import org.tfmirror.test.TestDatabase;

/** What a selection comes to. */
class BundlePlannerTest {

    private static final BundleSelection ALL = new BundleSelection(null, List.of());

    private final StoredPackages packages = new StoredPackages(TestDatabase.dataSource());
    private final BundlePlanner planner = new BundlePlanner(
            packages,
            new BundleSources(new MemoryObjectStore(), MirrorLayout.atTop(), BundleKeys.of(null, List.of())),
            new OwnStatements(packages, new HoldTable(TestDatabase.dataSource())),
            Clock.systemUTC());

    @BeforeEach
    void empty() {
        TestDatabase.empty();
    }

    private static void mirrored(String type, int count) {
        TestDatabase.execute("""
                insert into mirrored_package
                  (hostname, namespace, type, version, os, arch, filename, storage_key, size_bytes, sha256, h1)
                select 'registry.terraform.io', 'acme-infrastructure', ?, '1.' || n || '.0', 'linux', 'amd64',
                       'f' || n, 'k', 1, repeat('a', 64), 'h1:x'
                from generate_series(1, ?) n
                """, type, count);
    }

    @Test
    void aSelectionWhoseManifestIsTooLargeIsRefused() throws Exception {
        mirrored("infrastructure-services", 100_000);

        assertThatThrownBy(() -> planner.plan(ALL, 1L << 32))
                .hasMessageContaining("the manifest of these 100000 packages would have about");

        TestDatabase.empty();
        mirrored("infrastructure-services", 10);
        assertThat(planner.plan(ALL, 1L << 32).packages()).hasSize(10);
    }
}
