package org.tfmirror.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tfmirror.test.TestDatabase.query;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.test.Packages;
import org.tfmirror.test.TestDatabase;

/** Manifests of more packages than one statement stores. */
class BundleWritesTest {

    private static final int MANY = 1200;

    @BeforeEach
    void empty() {
        TestDatabase.empty();
    }

    private static void add(Manifest manifest) throws SQLException, ManifestInvalidException {
        try (Connection connection = TestDatabase.dataSource().getConnection()) {
            BundleWrites.addImport(connection, 1, "in", "bob", manifest.file());
        }
    }

    private static Object one(String sql) {
        return Objects.requireNonNull(query(sql).get(0).get(0));
    }

    @Test
    void allThatAManifestNamesIsStored() throws Exception {
        Manifest named = ManyPackages.manifest("source", ManyPackages.entries(MANY));
        add(new Manifest(
                named.origin(),
                named.base(),
                named.parts(),
                named.entries(),
                IntStream.range(MANY, 2 * MANY).mapToObj(Packages::number).toList(),
                IntStream.range(0, MANY)
                        .mapToObj(n -> Statement.block(Packages.number(n), "bad"))
                        .toList()));

        assertThat(one("select count(*) from bundle_entry")).isEqualTo((long) MANY);
        assertThat(one("select count(*) from bundle_statement")).isEqualTo((long) MANY);
        Bundles bundles = new Bundles(TestDatabase.dataSource());
        assertThat(bundles.entry(1, Packages.number(MANY - 1))).contains(ManyPackages.entry(MANY - 1));
        assertThat(bundles.lacking(1))
                .hasSize(1000)
                .startsWith(Packages.number(MANY).toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1199})
    void aPackageThatIsNamedTwiceIsRefused(int first) {
        List<BundleEntry> entries = new ArrayList<>(ManyPackages.entries(MANY));
        entries.add(ManyPackages.entry(first));

        assertThatThrownBy(() -> add(ManyPackages.manifest("source", entries)))
                .isInstanceOf(ManifestInvalidException.class)
                .hasMessageContaining(Packages.number(first) + " is named twice");
    }
}
