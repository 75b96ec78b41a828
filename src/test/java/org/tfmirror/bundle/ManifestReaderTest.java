package org.tfmirror.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tfmirror.provider.PackageId;

/** A large manifest is never there as a whole, but for its bytes. */
class ManifestReaderTest {

    private static final int MANY = 20_000;

    @Test
    void noMoreThanSomeEntriesAreThereAtOnce() throws ManifestInvalidException {
        byte[] json =
                ManyPackages.manifest("source", ManyPackages.entries(MANY)).write();
        Set<PackageId> seen = new HashSet<>();
        int[] most = {0};

        ManifestReader.<RuntimeException>read(json, some -> {
            most[0] = Math.max(most[0], some.size());
            some.forEach(each -> seen.add(each.id()));
        });

        assertThat(most[0]).isLessThanOrEqualTo(500);
        assertThat(seen).hasSize(MANY);
    }

    @Test
    void aFileCountsItsPackagesAndReadsThemAgain() throws ManifestInvalidException {
        List<BundleEntry> entries = ManyPackages.entries(1200);
        ManifestFile file = ManyPackages.manifest("source", entries).file();
        Receipt receipt = file.receipt();

        assertThat(file.packages()).isEqualTo(1200);
        assertThat(file.head().origin().serial()).isEqualTo(7);
        assertThat(entries)
                .allMatch(each -> receipt.has(each.id(), each.files().archive().sha256()));
    }

    @Test
    void aBadElementIsNamedByItsNumber() {
        String json = new String(
                ManyPackages.manifest("source", ManyPackages.entries(1200)).write(), UTF_8);
        byte[] bad = json.replace("/1.899.0/linux_amd64.zip\"", "/../linux_amd64.zip\"")
                .getBytes(UTF_8);

        assertThatThrownBy(() -> ManifestFile.of(bad))
                .isInstanceOf(ManifestInvalidException.class)
                .hasMessageContaining("packages, element 900: path");
    }

    @Test
    void aBaseThatIsNoListOfTextsIsRefused() {
        byte[] bad = new String(ManyPackages.manifest("source", List.of()).write(), UTF_8)
                .replace("\"base\":[", "\"base\":[null")
                .getBytes(UTF_8);

        assertThatThrownBy(() -> ManifestFile.of(bad)).hasMessageContaining("base, element 1");
    }
}
