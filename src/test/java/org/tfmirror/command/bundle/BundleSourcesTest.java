package org.tfmirror.command.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tfmirror.bundle.BundleKeys;
import org.tfmirror.bundle.Manifest;
import org.tfmirror.bundle.ManifestJson;
import org.tfmirror.bundle.TestBundleKeys;
import org.tfmirror.storage.MirrorLayout;
import org.tfmirror.storage.StorageKey;
import org.tfmirror.test.MemoryObjectStore;

/** Whose manifests are believed. */
class BundleSourcesTest {

    private static final TestBundleKeys.Pair OURS = TestBundleKeys.pair();
    private static final TestBundleKeys.Pair THEIRS = TestBundleKeys.pair();

    private final MemoryObjectStore store = new MemoryObjectStore();
    private final BundleKeys packer = BundleKeys.of(THEIRS.signing(), List.of());

    private BundleSources trusting(String... keys) {
        return new BundleSources(store, MirrorLayout.atTop(), BundleKeys.of(null, List.of(keys)));
    }

    private byte[] packed(String source) {
        byte[] json = ManifestJson.write(new Manifest(
                new Manifest.Origin(source, 7, Instant.EPOCH), List.of(), List.of(), List.of(), List.of(), List.of()));
        store.put(new StorageKey("in/manifest.json"), json, Map.of());
        store.put(new StorageKey("in/manifest.json.sig"), packer.sign(json), Map.of());
        return json;
    }

    private String id() {
        return packer.keyId().orElseThrow();
    }

    @Test
    void aManifestByATrustedKeyIsRead() throws Exception {
        packed(id());

        assertThat(trusting(OURS.trusted(), THEIRS.trusted())
                        .manifest("in")
                        .origin()
                        .serial())
                .isEqualTo(7);
    }

    @Test
    void aManifestByAnotherKeyIsRefused() {
        packed(id());

        assertThatThrownBy(() -> trusting(OURS.trusted()).manifest("in"))
                .hasMessageContaining("not signed by a key of tfmirror.bundle.trusted-keys");
        assertThatThrownBy(() -> trusting().manifest("in")).hasMessageContaining("names no key");
    }

    @Test
    void aManifestThatSpeaksForAnotherSourceIsRefused() {
        packed("0123456789abcdef");

        assertThatThrownBy(() -> trusting(THEIRS.trusted()).manifest("in"))
                .hasMessageContaining("names a source that is not the key which signed it");
    }

    @Test
    void aManifestThatWasChangedIsNotEvenParsed() {
        byte[] json = packed(id());
        json[0] = 'x';
        store.put(new StorageKey("in/manifest.json"), json, Map.of());

        assertThatThrownBy(() -> trusting(THEIRS.trusted()).manifest("in")).hasMessageContaining("was changed");
    }

    @Test
    void aManifestLargerThanAnyIsNotRead() {
        packed(id());
        store.put(new StorageKey("in/manifest.json"), new byte[Manifest.MAX_SIZE + 1], Map.of());

        assertThatThrownBy(() -> trusting(THEIRS.trusted()).manifest("in"))
                .hasMessageContaining("has more than %d bytes".formatted(Manifest.MAX_SIZE));
    }
}
