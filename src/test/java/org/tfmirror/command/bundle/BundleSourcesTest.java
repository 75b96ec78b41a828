package org.tfmirror.command.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tfmirror.bundle.BundleKeys;
import org.tfmirror.bundle.Manifest;
import org.tfmirror.bundle.ManifestHead;
import org.tfmirror.bundle.Receipt;
import org.tfmirror.bundle.TestBundleKeys;
import org.tfmirror.provider.Sha256;
import org.tfmirror.storage.MirrorLayout;
import org.tfmirror.storage.StorageKey;
import org.tfmirror.test.MemoryObjectStore;
import org.tfmirror.test.Packages;

/** Whose manifests are believed. */
class BundleSourcesTest {

    private static final TestBundleKeys.Pair OURS = TestBundleKeys.pair();
    private static final TestBundleKeys.Pair THEIRS = TestBundleKeys.pair();
    private static final String SHA256 = "a".repeat(64);
    private static final String LINE = Receipt.line(Packages.number(1), SHA256);

    private final MemoryObjectStore store = new MemoryObjectStore();
    private final BundleKeys packer = BundleKeys.of(THEIRS.signing(), List.of());

    private BundleSources trusting(String... keys) {
        return new BundleSources(store, MirrorLayout.atTop(), BundleKeys.of(null, List.of(keys)));
    }

    private static byte[] manifest(String source, long serial) {
        return new Manifest(
                        new ManifestHead.Origin(source, serial, Instant.EPOCH),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of())
                .write();
    }

    private byte[] packed(String source) {
        byte[] json = manifest(source, 7);
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
                        .head()
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
        store.put(new StorageKey("in/manifest.json"), new byte[ManifestHead.MAX_SIZE + 1], Map.of());

        assertThatThrownBy(() -> trusting(THEIRS.trusted()).manifest("in"))
                .hasMessageContaining("has more than %d bytes".formatted(ManifestHead.MAX_SIZE));
    }

    @Test
    void aManifestSwappedWhileItIsReadIsNotTheOneThatCounts() throws Exception {
        packed(id());
        swapAfterItIsRead("in/manifest.json", manifest(id(), 8));

        assertThat(trusting(THEIRS.trusted()).manifest("in").head().origin().serial())
                .isEqualTo(7);
    }

    private void swapAfterItIsRead(String key, byte[] bytes) {
        store.afterOpen(opened -> {
            if (opened.value().equals(key)) {
                store.put(opened, bytes, Map.of());
            }
        });
    }

    private void receipt(String path, byte[] receipt) {
        store.put(new StorageKey("bundles/" + path), receipt, Map.of());
    }

    private byte[] receiptBy(TestBundleKeys.Pair signer) {
        return Receipt.write(List.of(LINE), Instant.EPOCH, BundleKeys.of(signer.signing(), List.of()));
    }

    @Test
    void aReceiptByATrustedKeySaysWhatIsThere() throws Exception {
        receipt("back.gz", receiptBy(THEIRS));

        Receipt known = trusting(THEIRS.trusted()).base("back.gz").known();

        assertThat(known.has(Packages.number(1), SHA256)).isTrue();
        assertThat(known.has(Packages.number(2), SHA256)).isFalse();
        assertThat(known.has(Packages.number(1), "0".repeat(64))).isFalse();
    }

    @Test
    void aReceiptByAnotherKeyOrOneThatWasCutIsRefused() {
        byte[] theirs = receiptBy(THEIRS);
        receipt("other.gz", receiptBy(OURS));
        receipt("cut.gz", Arrays.copyOf(theirs, theirs.length - 30));

        assertThatThrownBy(() -> trusting(THEIRS.trusted()).base("other.gz"))
                .hasMessageContaining("not signed by a key of tfmirror.bundle.trusted-keys");
        assertThatThrownBy(() -> trusting(THEIRS.trusted()).base("cut.gz"))
                .hasMessageContaining("the receipt cannot be read");
    }

    @Test
    void aManifestAsABaseNeedsItsSignatureToo() throws Exception {
        byte[] json = packed(id());
        receipt("7/manifest.json", json);
        assertThatThrownBy(() -> trusting(THEIRS.trusted()).base("7/manifest.json"))
                .hasMessageContaining("there is no object");
        receipt("7/manifest.json.sig", packer.sign(json));

        assertThat(trusting(THEIRS.trusted()).base("7/manifest.json").sha256()).isEqualTo(Sha256.hexOf(json));
        assertThatThrownBy(() -> trusting(OURS.trusted()).base("7/manifest.json"))
                .hasMessageContaining("not signed by a key");
    }
}
