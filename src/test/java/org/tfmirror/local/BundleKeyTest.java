package org.tfmirror.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tfmirror.bundle.BundleKeys;

class BundleKeyTest {

    @TempDir
    Path data;

    @Test
    void theKeyIsMadeOnceAndSignsBundles() throws IOException {
        Path file = new LocalFiles(data).bundleKey();

        String key = BundleKey.loadOrCreate(file);

        assertThat(BundleKeys.of(key, List.of()).canSign()).isTrue();
        assertThat(BundleKey.loadOrCreate(file)).isEqualTo(key);
    }

    @Test
    void theApplicationGetsTheKeyAsASecret() {
        ApplicationConfig config = new ApplicationConfig(Map.of(), Map.of()).bundles("a key");

        assertThat(config.properties()).isEmpty();
        assertThat(config.environment()).containsExactly(Map.entry("TFMIRROR_BUNDLE_SIGNING_KEY", "a key"));
    }
}
