package org.tfmirror.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.processor.BundleRig.errorOf;
import static org.tfmirror.processor.BundleRig.mirrored;
import static org.tfmirror.processor.ProcessorRig.statusOf;
import static org.tfmirror.test.TestDatabase.execute;
import static org.tfmirror.test.TestDatabase.query;

import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.origin.OriginException.Unreachable;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Sha256;
import org.tfmirror.storage.MirrorLayout;
import org.tfmirror.storage.StorageKey;
import org.tfmirror.storage.StorageUnavailableException;
import org.tfmirror.test.JobInvariants;
import org.tfmirror.test.MemoryObjectStore.Call;
import org.tfmirror.test.Packages;
import org.tfmirror.test.SigningKeys;
import org.tfmirror.test.TestDatabase;
import org.tfmirror.verify.shasums.KeyPolicy;

/** Archives that somebody else put into the bucket, taken over by what their origin says of them. */
class AdoptingTest {

    private static final PackageId ONE = Packages.number(1);
    private static final PackageId TWO = Packages.number(2);

    private final BundleRig rig = new BundleRig();
    private final ProcessorRig mirror = rig.rigInside(rig.origin);

    @BeforeEach
    void copiesInTheBucket() {
        TestDatabase.empty();
        for (PackageId each : new PackageId[] {ONE, TWO}) {
            rig.inside.put(
                    copyOf(each),
                    rig.origin.publish(each, "contents of " + each).archive(),
                    Map.of());
        }
    }

    @AfterEach
    void close() {
        rig.close();
        assertThat(rig.inside.openUploads()).isZero();
        JobInvariants.check(TestDatabase.dataSource(), ProcessorRig.MAX_ATTEMPTS);
    }

    private static StorageKey copyOf(PackageId id) {
        return new StorageKey("copied/" + id.provider() + "/" + id.archiveName());
    }

    @Test
    void itIsCopiedAndVerifiedWithoutBeingDownloaded() {
        long job = rig.adopt("copied", ONE, TWO);

        BundleRig.run(mirror);

        assertThat(statusOf(job)).isEqualTo("completed");
        assertThat(mirrored()).hasSize(2);
        assertThat(rig.origin.archiveRequests).hasValue(0);
        assertThat(rig.inside.bytesOf(MirrorLayout.atTop().keyOf(ONE))).isEqualTo(rig.inside.bytesOf(copyOf(ONE)));
        assertThat(query("select 1 from mirrored_package where evidence is null"))
                .isEmpty();
    }

    @Test
    void aCopyOfOtherBytesIsRefusedAndNotVisible() {
        byte[] copy = rig.inside.bytesOf(copyOf(ONE));
        copy[copy.length / 2] ^= 1;
        rig.inside.put(copyOf(ONE), copy, Map.of());
        long job = rig.adopt("copied", ONE, TWO);

        BundleRig.run(mirror);

        assertThat(errorOf(job, ONE)).isEqualTo("checksum_mismatch");
        assertThat(mirrored()).hasSize(1);
        assertThat(rig.inside.keys()).doesNotContain(MirrorLayout.atTop().keyOf(ONE));
    }

    @Test
    void withoutItsOriginItIsRefused() {
        rig.origin.refusal = new Unreachable("origin.invalid", "refused", new java.net.ConnectException("refused"));
        long job = rig.adopt("copied", ONE);

        BundleRig.run(mirror);

        assertThat(errorOf(job, ONE)).isEqualTo("evidence_missing");
        assertThat(mirrored()).isEmpty();
    }

    @Test
    void withoutItsOriginWhatIsStoredVouchesForIt() throws Exception {
        TestDatabase.submit(ONE);
        BundleRig.run(mirror);
        execute("delete from mirrored_package");
        rig.inside.delete(MirrorLayout.atTop().keyOf(ONE));
        rig.origin.refusal = new Unreachable("origin.invalid", "refused", new java.net.ConnectException("refused"));
        long job = rig.adopt("copied", ONE);

        BundleRig.run(mirror);

        assertThat(statusOf(job)).isEqualTo("completed");
        assertThat(mirrored()).hasSize(1);
    }

    /** Puts an unpacked bundle into the bucket inside, where no origin can be asked. */
    private void unpackedBundle() throws Exception {
        rig.mirror(ONE);
        rig.carry(rig.export(BundleRig.PART_SIZE, ONE));
        byte[] part = rig.inside.bytesOf(new StorageKey("in/part-0001.tar"));
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(part))) {
            for (TarArchiveEntry each = tar.getNextEntry(); each != null; each = tar.getNextEntry()) {
                rig.inside.put(new StorageKey("copied/" + each.getName()), tar.readAllBytes(), Map.of());
            }
        }
        execute("delete from evidence");
    }

    private static KeyPolicy pinned(SigningKeys keys) {
        String namespace = ONE.provider().hostname() + "/" + ONE.provider().namespace();
        return KeyPolicy.of(Map.of(namespace, List.of(keys.fingerprint())), Set.of());
    }

    @Test
    void withoutItsOriginFilesBesideItVouchForItByAPinnedKey() throws Exception {
        unpackedBundle();
        rig.pinInside(pinned(rig.origin.author));
        long job = rig.adopt("copied", ONE);

        rig.runInside();

        assertThat(statusOf(job)).isEqualTo("completed");
        assertThat(query("select trust from release")).containsExactly(List.of("signed"));
    }

    @Test
    void filesBesideItDoNotVouchByAKeyOfTheirOwn() throws Exception {
        unpackedBundle();
        rig.pinInside(KeyPolicy.of(Map.of(), Set.of()));
        long unpinned = rig.adopt("copied", ONE);
        rig.runInside();
        rig.pinInside(pinned(SigningKeys.ed25519()));
        long other = rig.adopt("copied", ONE);
        rig.runInside();

        assertThat(errorOf(unpinned, ONE)).isEqualTo("unsigned");
        assertThat(errorOf(other, ONE)).isEqualTo("key_changed");
        assertThat(mirrored()).isEmpty();
    }

    private StorageKey keysBeside() {
        return rig.inside.keys().stream()
                .filter(key -> key.value().endsWith("_keys.json"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void keysBesideItThatAreNoneAreNamed() throws Exception {
        unpackedBundle();
        rig.inside.put(keysBeside(), new byte[] {'{'}, Map.of());
        rig.pinInside(pinned(rig.origin.author));
        long job = rig.adopt("copied", ONE);

        rig.runInside();

        assertThat(query("select error_code, error_message from job_item where job_id = ?", job)
                        .toString())
                .contains("evidence_missing", keysBeside() + " is no list of keys; repair or delete it");
    }

    @Test
    void evidenceBesideItThatIsCutCostsARetryOnly() throws Exception {
        unpackedBundle();
        rig.pinInside(pinned(rig.origin.author));
        rig.inside.failOnce(Call.READ, new StorageUnavailableException("cut", null));
        long job = rig.adopt("copied", ONE);

        rig.runInside();

        assertThat(statusOf(job)).isEqualTo("completed");
    }

    @Test
    void aChecksumAloneVouchesWherePolicySaysSo() throws Exception {
        unpackedBundle();
        rig.pinInside(KeyPolicy.of(Map.of(), Set.of(ONE.provider().hostname())));
        long job = rig.adopt("copied", ONE);

        rig.runInside();

        assertThat(statusOf(job)).isEqualTo("completed");
        assertThat(query("select trust from release")).containsExactly(List.of("registry_hash"));
    }

    /** Adopts the first, so that it is here, and forgets what that cost. */
    private StorageKey adopted() {
        rig.adopt("copied", ONE);
        BundleRig.run(mirror);
        rig.inside.completed.set(0);
        return MirrorLayout.atTop().keyOf(ONE);
    }

    @Test
    void theSameBytesOfAPackageThatIsHereAreNotCopied() {
        adopted();

        long job = rig.adopt("copied", ONE, TWO);
        BundleRig.run(mirror);

        assertThat(statusOf(job)).isEqualTo("completed");
        assertThat(rig.inside.completed).as("of the other").hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void otherBytesOfAPackageThatIsHereAreRepublished(int longer) {
        StorageKey ours = adopted();
        byte[] before = rig.inside.bytesOf(ours);
        byte[] other = Arrays.copyOf(before, before.length + longer);
        other[other.length / 2] ^= 1;
        rig.inside.put(copyOf(ONE), other, Map.of("sha256", Sha256.hexOf(before)));

        long job = rig.adopt("copied", ONE, TWO);
        BundleRig.run(mirror);

        assertThat(errorOf(job, ONE)).isEqualTo("republished");
        assertThat(query("select error_message from job_item where status = 'failed'")
                        .toString())
                .contains(copyOf(ONE).value() + " has other bytes");
        assertThat(errorOf(job, TWO)).isEqualTo("null");
        assertThat(rig.inside.bytesOf(ours)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCopyRepairsAPackageThatTheBucketLostOrDamaged(boolean lost) throws Exception {
        StorageKey ours = adopted();
        byte[] before = rig.inside.bytesOf(ours);
        if (lost) {
            rig.inside.delete(ours);
        } else {
            rig.inside.put(ours, new byte[before.length], Map.of());
            execute("update mirrored_package set integrity = 'altered'");
        }

        long job = rig.adopt("copied", ONE);
        BundleRig.run(mirror);

        assertThat(statusOf(job)).isEqualTo("completed");
        assertThat(rig.inside.bytesOf(ours)).isEqualTo(before);
        assertThat(query("select integrity from mirrored_package")).containsExactly(List.of("intact"));
    }

    @Test
    void aCancelEndsTheComparison() {
        adopted();
        long job = rig.adopt("copied", ONE);
        rig.inside.afterOpen(key -> rig.cancelInside(job));

        BundleRig.run(mirror);

        assertThat(ProcessorRig.itemStates(job)).containsExactly("cancelled");
    }

    @Test
    void otherBytesDoNotRepairWhatTheBucketLost() throws Exception {
        StorageKey ours = adopted();
        rig.inside.delete(ours);
        rig.inside.put(copyOf(ONE), rig.origin.publish(ONE, "republished").archive(), Map.of());

        long job = rig.adopt("copied", ONE);
        BundleRig.run(mirror);

        assertThat(errorOf(job, ONE)).isEqualTo("republished");
        assertThat(rig.inside.keys()).doesNotContain(ours);
    }

    @Test
    void aCopyThatIsGoneIsSaidToBe() {
        long job = rig.adopt("elsewhere", ONE);

        BundleRig.run(mirror);

        assertThat(errorOf(job, ONE)).isEqualTo("adopted_missing");
    }
}
