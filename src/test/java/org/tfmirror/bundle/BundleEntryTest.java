package org.tfmirror.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.provider.PackageHash;
import org.tfmirror.provider.Sha256;
import org.tfmirror.test.Packages;

/** What a packer may say of a package that no signature covers. */
class BundleEntryTest {

    private static final Place PLACE = new Place("a", 512, 10, Sha256.hexOf(new byte[0]));

    private static BundleEntry entry(List<String> protocols, @Nullable Instant publishedAt) {
        return new BundleEntry(
                Packages.number(1),
                "part-0001.tar",
                "demo.zip",
                PackageHash.parse("h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
                protocols,
                publishedAt,
                false,
                new BundleEntry.Files(PLACE, PLACE, null, PLACE));
    }

    @Test
    void protocolsThatAreNoneAreLeftOut() {
        assertThat(entry(List.of("5.0", "\0", "6", "5.0", "9".repeat(900), " 5.1"), null)
                        .protocols())
                .containsExactly("5.0", "6");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1000000000-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "+10000-01-01T00:00:00Z"})
    void aDateThatNoVersionHasIsRefused(String date) {
        assertThatThrownBy(() -> entry(List.of(), Instant.parse(date))).hasMessageContaining("published_at");
        assertThatThrownBy(() -> new ManifestHead.Origin("0123456789abcdef", 1, Instant.parse(date)))
                .hasMessageContaining("created_at");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "1", "\"a\\u0000b\"", "\"../7/manifest.json\""})
    void aBaseThatIsNoHashIsRefused(String base) {
        Manifest manifest = new Manifest(
                new ManifestHead.Origin("0123456789abcdef", 1, Instant.EPOCH),
                List.of("0".repeat(64)),
                List.of(),
                List.of(),
                List.of(),
                List.of());
        byte[] json = new String(manifest.write(), UTF_8)
                .replace("\"%s\"".formatted("0".repeat(64)), base)
                .getBytes(UTF_8);

        assertThatThrownBy(() -> Manifest.read(json))
                .isInstanceOf(ManifestInvalidException.class)
                .hasMessageContaining("base");
        assertThatThrownBy(() -> new ManifestHead(manifest.origin(), Arrays.asList((String) null), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
