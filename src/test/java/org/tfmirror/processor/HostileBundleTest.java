package org.tfmirror.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.processor.BundleRig.PART_SIZE;
import static org.tfmirror.processor.BundleRig.errorOf;
import static org.tfmirror.processor.BundleRig.mirrored;
import static org.tfmirror.processor.ProcessorRig.statusOf;
import static org.tfmirror.test.TestDatabase.execute;
import static org.tfmirror.test.TestDatabase.query;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.bundle.BundleEntry;
import org.tfmirror.bundle.Manifest;
import org.tfmirror.bundle.Place;
import org.tfmirror.job.JobControl;
import org.tfmirror.provider.PackageHash;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Sha256;
import org.tfmirror.storage.MirrorLayout;
import org.tfmirror.storage.StorageKey;
import org.tfmirror.storage.StorageRefusedException;
import org.tfmirror.storage.StorageUnavailableException;
import org.tfmirror.test.JobInvariants;
import org.tfmirror.test.MemoryObjectStore.Call;
import org.tfmirror.test.Packages;
import org.tfmirror.test.SigningKeys;
import org.tfmirror.test.TestDatabase;
import org.tfmirror.verify.shasums.KeyPolicy;

/**
 * Bundles that somebody changed, or packed with bad intent, or that meet a bad moment: nothing unverified becomes visible,
 * nothing is lost, and each package says for itself what is wrong with it.
 */
class HostileBundleTest {

    private static final PackageId ONE = Packages.number(1);
    private static final PackageId TWO = Packages.number(2);
    private static final PackageId THREE = Packages.number(3);
    private static final Duration TEN_YEARS = Duration.ofDays(3652);
    private static final StorageKey PART = new StorageKey("in/part-0001.tar");

    private final BundleRig rig = new BundleRig();

    @BeforeEach
    void threePackagesOutside() {
        TestDatabase.empty();
        rig.mirror(ONE, TWO, THREE);
    }

    @AfterEach
    void nothingUnverifiedIsVisible() {
        rig.close();
        List<StorageKey> recorded = new ArrayList<>();
        for (List<?> row : query("select storage_key, sha256 from mirrored_package")) {
            StorageKey key = new StorageKey(String.valueOf(row.get(0)));
            recorded.add(key);
            assertThat(Sha256.hexOf(rig.inside.bytesOf(key))).isEqualTo(row.get(1));
        }
        assertThat(rig.inside.keys()).allMatch(key -> key.value().startsWith("in/") || recorded.contains(key));
        assertThat(rig.inside.openUploads()).isZero();
        JobInvariants.check(TestDatabase.dataSource(), ProcessorRig.MAX_ATTEMPTS);
    }

    /**
     * What is done to the second of three packages on the way.
     *
     * @param code its error; null where the change does no harm
     */
    private record Attack(String name, String code, Tampering tampering) {

        @Override
        public String toString() {
            return name;
        }
    }

    /** Changes the bucket inside, and perhaps the manifest, as a packer could who is trusted. */
    private interface Tampering {
        Manifest change(BundleRig rig, Manifest manifest) throws IOException;
    }

    static Stream<Attack> attacks() {
        return Stream.of(
                onTheWay(
                        "a tampered archive",
                        "checksum_mismatch",
                        entry -> entry.files().archive()),
                onTheWay(
                        "a tampered SHA256SUMS",
                        "bundle_damaged",
                        entry -> entry.files().shasums()),
                onTheWay(
                        "a tampered signature",
                        "bundle_damaged",
                        entry -> entry.files().signature()),
                onTheWay(
                        "tampered keys",
                        "bundle_damaged",
                        entry -> entry.files().keys()),
                packed(
                        "another archive's place",
                        "archive_invalid|length|checksum",
                        entry -> withArchive(
                                entry,
                                new Place(
                                        "a",
                                        0,
                                        entry.files().archive().size(),
                                        entry.files().archive().sha256()))),
                packed(
                        "an archive that its author never signed",
                        "checksum_mismatch",
                        entry -> withArchive(
                                entry,
                                new Place(
                                        "a",
                                        entry.files().archive().offset(),
                                        entry.files().archive().size(),
                                        "0".repeat(64)))),
                packed(
                        "a size that ends too early",
                        "checksum_mismatch",
                        entry -> withArchive(
                                entry,
                                sized(
                                        entry.files().archive(),
                                        entry.files().archive().size() - 1))),
                packed(
                        "a size that goes on too far",
                        "checksum_mismatch",
                        entry -> withArchive(
                                entry,
                                sized(
                                        entry.files().archive(),
                                        entry.files().archive().size() + 1))),
                packed(
                        "a place behind the end of the part",
                        "bundle_part_missing",
                        entry -> withArchive(
                                entry,
                                new Place(
                                        "a",
                                        1L << 40,
                                        100,
                                        entry.files().archive().sha256()))),
                packed(
                        "evidence that is larger than any",
                        "bundle_damaged.*larger than evidence may be",
                        entry -> withShasums(entry, sized(entry.files().shasums(), 1L << 32))),
                packed("an h1 that lies", "hash_mismatch", HostileBundleTest::withAnotherH1),
                new Attack(
                        "the archive of another package",
                        "checksum_mismatch",
                        (rig, manifest) -> packed(
                                        "",
                                        "",
                                        entry -> withArchive(
                                                entry,
                                                entryOf(manifest, ONE).files().archive()))
                                .tampering()
                                .change(rig, manifest)),
                new Attack("an archive swapped after its evidence was read", "checksum_mismatch", (rig, manifest) -> {
                    Place archive = entryOf(manifest, TWO).files().archive();
                    AtomicInteger reads = new AtomicInteger();
                    rig.inside.afterOpen(key -> {
                        if (key.equals(PART) && reads.incrementAndGet() == 4 + 3) { // four of the first package
                            byte[] part = rig.inside.bytesOf(PART);
                            part[(int) (archive.offset() + archive.size() / 2)] ^= 1;
                            rig.inside.put(PART, part, Map.of());
                        }
                    });
                    return manifest;
                }),
                packed(
                        "evidence of another version",
                        "checksum_mismatch|shasums_invalid|bundle_damaged",
                        entry -> withShasums(entry, entry.files().keys())),
                packed(
                        "an archive's name of another line",
                        "shasums_invalid",
                        entry -> new BundleEntry(
                                entry.id(),
                                entry.part(),
                                "other.zip",
                                entry.h1(),
                                entry.protocols(),
                                null,
                                false,
                                entry.files())),
                packed(
                        "no signature although there are keys",
                        "signature_invalid",
                        entry -> new BundleEntry(
                                entry.id(),
                                entry.part(),
                                entry.originName(),
                                entry.h1(),
                                entry.protocols(),
                                null,
                                false,
                                new BundleEntry.Files(
                                        entry.files().archive(),
                                        entry.files().shasums(),
                                        null,
                                        entry.files().keys()))),
                packed(
                        "a part that is not there",
                        "bundle_part_missing",
                        entry -> new BundleEntry(
                                entry.id(),
                                "part-0009.tar",
                                entry.originName(),
                                entry.h1(),
                                entry.protocols(),
                                null,
                                false,
                                entry.files())));
    }

    private static Attack onTheWay(String name, String code, java.util.function.Function<BundleEntry, Place> place) {
        return new Attack(name, code, (rig, manifest) -> {
            Place where = place.apply(entryOf(manifest, TWO));
            byte[] part = rig.inside.bytesOf(PART);
            part[(int) (where.offset() + where.size() / 2)] ^= 1;
            rig.inside.put(PART, part, Map.of());
            return manifest;
        });
    }

    private static Attack packed(String name, String code, UnaryOperator<BundleEntry> change) {
        return packed(name, code, change, TWO);
    }

    private static Attack packed(String name, String code, UnaryOperator<BundleEntry> change, PackageId id) {
        return new Attack(
                name,
                code,
                (rig, manifest) -> new Manifest(
                        manifest.origin(),
                        manifest.base(),
                        manifest.parts(),
                        manifest.entries().stream()
                                .map(each -> each.id().equals(id) ? change.apply(each) : each)
                                .toList(),
                        manifest.missing(),
                        manifest.statements()));
    }

    private static BundleEntry withAnotherH1(BundleEntry entry) {
        return new BundleEntry(
                entry.id(),
                entry.part(),
                entry.originName(),
                PackageHash.parse("h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
                entry.protocols(),
                null,
                false,
                entry.files());
    }

    private static BundleEntry withArchive(BundleEntry entry, Place archive) {
        return with(
                entry,
                new BundleEntry.Files(
                        archive,
                        entry.files().shasums(),
                        entry.files().signature(),
                        entry.files().keys()));
    }

    private static BundleEntry withShasums(BundleEntry entry, Place shasums) {
        return with(
                entry,
                new BundleEntry.Files(
                        entry.files().archive(),
                        shasums,
                        entry.files().signature(),
                        entry.files().keys()));
    }

    private static BundleEntry with(BundleEntry entry, BundleEntry.Files files) {
        return new BundleEntry(
                entry.id(), entry.part(), entry.originName(), entry.h1(), entry.protocols(), null, false, files);
    }

    private static Place sized(Place place, long size) {
        return new Place(place.path(), place.offset(), size, place.sha256());
    }

    private static BundleEntry entryOf(Manifest manifest, PackageId id) {
        return manifest.entries().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void onlyThePackageThatWasTamperedWithFails(Attack attack) throws Exception {
        Manifest manifest = attack.tampering().change(rig, rig.carry(rig.export(PART_SIZE, ONE, TWO, THREE)));

        long job = rig.importing(manifest);

        assertThat(statusOf(job)).isEqualTo("failed");
        assertThat(faultOf(job)).containsPattern(attack.code());
        assertThat(mirrored())
                .hasSize(2)
                .noneMatch(each -> each.contains(TWO.version().toString()));
    }

    private static String faultOf(long job) {
        return query(
                        "select error_code || ' ' || error_message from job_item where job_id = ? and status = 'failed'",
                        job)
                .toString();
    }

    /** What a tar may say about itself. */
    private record Header(String name, String path, byte type, long size) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Header> headers() {
        return Stream.of(
                new Header("a name that climbs", "../../../etc/passwd", TarConstants.LF_NORMAL, 1),
                new Header("an absolute name", "/etc/passwd", TarConstants.LF_NORMAL, 1),
                new Header("a symbolic link", "link", TarConstants.LF_SYMLINK, 0),
                new Header("a hard link", "link", TarConstants.LF_LINK, 0),
                new Header("a sparse file", "sparse", TarConstants.LF_GNUTYPE_SPARSE, 1L << 30),
                new Header("a device", "device", TarConstants.LF_CHR, 0),
                new Header("a size that lies", "file", TarConstants.LF_NORMAL, 1L << 32),
                new Header("a name that another has", ONE.archiveName(), TarConstants.LF_NORMAL, 1));
    }

    @ParameterizedTest
    @MethodSource("headers")
    void whatATarSaysAboutItselfHasNoEffect(Header hostile) throws Exception {
        Manifest manifest = rig.carry(rig.export(PART_SIZE, ONE, TWO, THREE));
        byte[] part = rig.inside.bytesOf(PART);
        byte[] header = header(hostile);
        for (BundleEntry entry : manifest.entries()) {
            System.arraycopy(header, 0, part, (int) entry.files().archive().offset() - header.length, header.length);
        }
        rig.inside.put(PART, part, Map.of());

        long job = rig.importing(manifest);

        assertThat(statusOf(job)).isEqualTo("completed");
        assertThat(mirrored()).hasSize(3);
    }

    private static byte[] header(Header hostile) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(hostile.path(), hostile.type(), true);
        entry.setLinkName("/etc/passwd");
        entry.setSize(hostile.size());
        byte[] block = new byte[512];
        entry.writeEntryHeader(block);
        return block;
    }

    @Test
    void aHundredThousandEntriesBehindTheEndHaveNoEffect() throws Exception {
        Manifest manifest = rig.carry(rig.export(PART_SIZE, ONE, TWO, THREE));
        ByteArrayOutputStream part = new ByteArrayOutputStream();
        part.write(rig.inside.bytesOf(PART));
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(part)) {
            for (int i = 0; i < 100_000; i++) {
                tar.putArchiveEntry(new TarArchiveEntry("entry" + i));
                tar.closeArchiveEntry();
            }
        }
        rig.inside.put(PART, part.toByteArray(), Map.of());

        assertThat(statusOf(rig.importing(manifest))).isEqualTo("completed");
    }

    @Test
    void aPartOfAnotherBundleInItsPlaceFailsItsPackages() throws Exception {
        long other = rig.export(PART_SIZE, THREE);
        byte[] theirs = rig.outside.bytesOf(new StorageKey(BundleRig.folder(other) + "/part-0001.tar"));
        Manifest manifest = rig.carry(rig.export(PART_SIZE, ONE, TWO));
        rig.inside.put(PART, theirs, Map.of());

        long job = rig.importing(manifest);

        assertThat(statusOf(job)).isEqualTo("failed");
        assertThat(mirrored()).isEmpty();
    }

    @Test
    void whatAMissingPartHadIsNamedAndComesByARetry() throws Exception {
        Manifest manifest = rig.carry(rig.export(1, ONE, TWO, THREE));
        StorageKey second = new StorageKey("in/part-0002.tar");
        byte[] part = rig.inside.bytesOf(second);
        rig.inside.delete(second);

        long job = rig.importing(manifest);

        assertThat(errorOf(job, TWO)).isEqualTo("bundle_part_missing");
        assertThat(query("select attempts from job_item where job_id = ? and status = 'failed'", job))
                .as("waiting brings no part")
                .containsExactly(List.of(1));
        assertThat(mirrored()).hasSize(2);
        assertThat(new org.tfmirror.bundle.Bundles(TestDatabase.dataSource()).lacking(job))
                .containsExactly(TWO.toString());

        rig.inside.put(second, part, Map.of());
        retry(job);

        assertThat(statusOf(job)).isEqualTo("completed");
        assertThat(mirrored()).hasSize(3);
    }

    private void retry(long job) throws Exception {
        control().retry(job);
        rig.runInside();
    }

    private static JobControl control() {
        return new JobControl(TestDatabase.retryingDataSource(), TestDatabase.notifications());
    }

    @Test
    void partsInEachOthersPlaceBringNothingUntilTheyAreRight() throws Exception {
        Manifest manifest = rig.carry(rig.export(1, ONE, TWO));
        StorageKey second = new StorageKey("in/part-0002.tar");
        byte[] one = rig.inside.bytesOf(PART);
        byte[] two = rig.inside.bytesOf(second);
        rig.inside.put(PART, two, Map.of());
        rig.inside.put(second, one, Map.of());
        long job = rig.importing(manifest);
        assertThat(mirrored()).isEmpty();
        assertThat(faultOf(job)).contains("bundle_damaged");

        rig.inside.put(PART, one, Map.of());
        rig.inside.put(second, two, Map.of());
        retry(job);

        assertThat(mirrored()).hasSize(2);
    }

    @Test
    void aPartThatIsThereTwiceIsReadOnce() throws Exception {
        Manifest manifest = rig.carry(rig.export(PART_SIZE, ONE, TWO));
        rig.inside.put(new StorageKey("in/part-0002.tar"), rig.inside.bytesOf(PART), Map.of());
        Manifest twice = new Manifest(
                manifest.origin(),
                manifest.base(),
                List.of(manifest.parts().get(0), manifest.parts().get(0)),
                manifest.entries(),
                manifest.missing(),
                manifest.statements());

        assertThat(statusOf(rig.importing(twice))).isEqualTo("completed");
        assertThat(rig.inside.completed).hasValue(2);
    }

    @Test
    void aManifestReplacedAfterTheSubmitChangesNothing() throws Exception {
        Manifest manifest = rig.carry(rig.export(PART_SIZE, ONE, TWO));
        long job = rig.submitImport(manifest);
        for (String file : List.of("in/manifest.json", "in/manifest.json.sig")) {
            rig.inside.put(new StorageKey(file), new byte[] {'{', '}'}, Map.of());
        }

        rig.runInside();

        assertThat(statusOf(job)).isEqualTo("completed");
    }

    /** Runs an import whose second archive is being read when this happens. */
    private long importingUntilTheSecondArchive(Manifest manifest, Interruption interruption) throws Exception {
        long job = rig.submitImport(manifest);
        AtomicInteger reads = new AtomicInteger();
        rig.inside.afterOpen(key -> {
            if (key.equals(PART) && reads.incrementAndGet() == 4 + 4) { // keys, checksums, signature, archive
                interruption.of(job);
            }
        });
        rig.runInside();
        return job;
    }

    private interface Interruption {
        void of(long job);
    }

    @Test
    void anImportThatIsCancelledStopsAndGoesOnByARetry() throws Exception {
        Manifest manifest = rig.carry(rig.export(PART_SIZE, ONE, TWO, THREE));
        long job = importingUntilTheSecondArchive(manifest, rig::cancelInside);
        assertThat(statusOf(job)).isEqualTo("cancelled");
        assertThat(mirrored()).hasSize(1);
        assertThat(rig.inside.openUploads()).isZero();

        retry(job);

        assertThat(statusOf(job)).isEqualTo("completed");
        assertThat(mirrored()).hasSize(3);
        assertThat(rig.inside.completed).as("nothing is copied twice").hasValue(3);
    }

    @Test
    void anImportWhoseWorkerDiesIsFinishedByAnother() throws Exception {
        Manifest manifest = rig.carry(rig.export(PART_SIZE, ONE, TWO, THREE));
        ProcessorRig other = BundleRig.rig("other", rig.origin, rig.inside, KeyPolicy.of(Map.of(), Set.of()));
        try {
            long job = importingUntilTheSecondArchive(manifest, id -> takeOver(other, id));

            assertThat(statusOf(job)).isEqualTo("completed");
            assertThat(mirrored()).hasSize(3);
        } finally {
            other.close();
        }
    }

    /** The lease ends, and another replica finishes the job before this one knows. */
    private void takeOver(ProcessorRig other, long job) {
        rig.inside.afterOpen(key -> {});
        execute("update job set lease_expires_at = now() - interval '1 second' where id = ?", job);
        try {
            other.queue.rescue(3, 5);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        BundleRig.run(other);
    }

    @Test
    void aPartThatWasCutBringsWhatItStillHas() throws Exception {
        Manifest manifest = rig.carry(rig.export(PART_SIZE, ONE, TWO, THREE));
        int end = (int) entryOf(manifest, THREE).files().archive().offset();
        rig.inside.put(PART, Arrays.copyOf(rig.inside.bytesOf(PART), end + 10), Map.of());

        long job = rig.importing(manifest);

        assertThat(errorOf(job, THREE)).isNotEqualTo("null");
        assertThat(mirrored()).hasSize(2);
    }

    @Test
    void aPinnedNamespaceTakesNoOtherAuthorsKey() throws Exception {
        Manifest manifest = rig.carry(rig.export(PART_SIZE, ONE));
        SigningKeys pinned = SigningKeys.ed25519();
        String namespace = ONE.provider().hostname() + "/" + ONE.provider().namespace();
        rig.pinInside(KeyPolicy.of(Map.of(namespace, List.of(pinned.fingerprint())), Set.of()));

        long job = rig.importing(manifest);

        assertThat(errorOf(job, ONE)).isEqualTo("key_changed");
        assertThat(mirrored()).isEmpty();
    }

    @Test
    void aBucketThatFailsForAMomentCostsARetryOnly() throws Exception {
        Manifest manifest = rig.carry(rig.export(PART_SIZE, ONE, TWO, THREE));
        rig.inside.failOnce(Call.WRITE, new StorageUnavailableException("the bucket is full", null));

        assertThat(statusOf(rig.importing(manifest))).isEqualTo("completed");
    }

    /** The first read is of keys, the fourth of an archive. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void aPartThatIsCutWhileItIsReadCostsARetryOnly(int nth) throws Exception {
        Manifest manifest = rig.carry(rig.export(PART_SIZE, ONE, TWO));
        AtomicInteger reads = new AtomicInteger();
        rig.inside.afterOpen(key -> {
            if (key.equals(PART) && reads.incrementAndGet() == nth) {
                rig.inside.failOnce(Call.READ, new StorageUnavailableException("cut", null));
            }
        });

        assertThat(statusOf(rig.importing(manifest))).isEqualTo("completed");
        assertThat(query("select max(attempts) from job_item")).containsExactly(List.of(2));
    }

    @Test
    void aBucketThatStaysFullFailsTheImportUntilThereIsRoom() throws Exception {
        Manifest manifest = rig.carry(rig.export(PART_SIZE, ONE, TWO));
        rig.inside.fail(Call.COMPLETE, new StorageUnavailableException("the bucket is full", null));
        long job = rig.importing(manifest);
        assertThat(faultOf(job)).contains("storage_unavailable the bucket is full");
        assertThat(mirrored()).isEmpty();

        rig.inside.heal();
        retry(job);

        assertThat(statusOf(job)).isEqualTo("completed");
        assertThat(mirrored()).hasSize(2);
    }

    @Test
    void aBucketThatIsGoneHoldsTheImportUntilItIsBack() throws Exception {
        Manifest manifest = rig.carry(rig.export(PART_SIZE, ONE, TWO, THREE));
        rig.inside.failOnce(Call.OPEN, new StorageRefusedException("the bucket is gone", null));

        long job = rig.importing(manifest);

        assertThat(statusOf(job)).isEqualTo("completed");
        assertThat(query("select max(attempts) from job_item where job_id = ?", job))
                .containsExactly(List.of(1));
    }

    @Test
    void importsAndADownloadOfTheSameCopyEachOnce() throws Exception {
        Manifest manifest = rig.carry(rig.export(PART_SIZE, ONE, TWO, THREE));
        ProcessorRig other = BundleRig.rig("other", rig.origin, rig.inside, KeyPolicy.of(Map.of(), Set.of()));
        List<Long> jobs = new ArrayList<>(List.of(rig.submitImport(manifest)));
        AtomicInteger reads = new AtomicInteger();
        rig.inside.afterOpen(key -> {
            if (key.equals(PART) && reads.incrementAndGet() == 4) { // the first archive is being copied
                jobs.add(rig.submitImport(manifest));
                jobs.add(TestDatabase.submit(ONE, TWO, THREE));
                BundleRig.run(other);
            }
        });
        try {
            rig.runInside();
        } finally {
            other.close();
        }

        assertThat(jobs).hasSize(3).allSatisfy(job -> assertThat(statusOf(job)).isEqualTo("completed"));
        assertThat(mirrored()).hasSize(3);
        assertThat(rig.inside.completed).hasValue(3);
    }

    @Test
    void aClockTenYearsAheadDoesNotStopAnImport() throws Exception {
        Manifest manifest = rig.carry(rig.export(PART_SIZE, ONE));
        rig.setClockInside(Instant.now().plus(TEN_YEARS));

        assertThat(statusOf(rig.importing(manifest))).isEqualTo("completed");
    }

    /** Every signature is of its future, and it cannot tell such from forged ones. */
    @Test
    void aClockTenYearsBehindStopsAnImportUntilItIsSet() throws Exception {
        Manifest manifest = rig.carry(rig.export(PART_SIZE, ONE));
        rig.setClockInside(Instant.now().minus(TEN_YEARS));
        long job = rig.importing(manifest);
        assertThat(faultOf(job)).contains("time of the signature");
        assertThat(mirrored()).isEmpty();

        rig.setClockInside(Instant.now());
        retry(job);

        assertThat(statusOf(job)).isEqualTo("completed");
    }

    /** Mirrors the package inside, from an origin that has other bytes under its name. */
    private byte[] mirrorOtherBytesInside(PackageId id) {
        rig.origin.publish(id, "republished");
        TestDatabase.submit(id);
        BundleRig.run(rig.rigInside(rig.origin));
        return rig.inside.bytesOf(MirrorLayout.atTop().keyOf(id));
    }

    @Test
    void otherBytesOfAPackageThatIsHereAreRepublished() throws Exception {
        Manifest manifest = rig.carry(rig.export(PART_SIZE, ONE, TWO));
        byte[] before = mirrorOtherBytesInside(ONE);

        long job = rig.importing(manifest);

        assertThat(errorOf(job, ONE)).isEqualTo("republished");
        assertThat(rig.inside.bytesOf(MirrorLayout.atTop().keyOf(ONE))).isEqualTo(before);
        assertThat(errorOf(job, TWO)).isEqualTo("null");
    }

    @Test
    void aPackersWordAloneMakesNothingRepublished() throws Exception {
        Manifest manifest = rig.carry(rig.export(PART_SIZE, ONE));
        rig.importing(manifest);
        UnaryOperator<BundleEntry> lie = entry -> withArchive(
                entry,
                new Place(
                        "a",
                        entry.files().archive().offset(),
                        entry.files().archive().size(),
                        "0".repeat(64)));

        long job = rig.importing(packed("a lie", "", lie, ONE).tampering().change(rig, manifest));

        assertThat(errorOf(job, ONE)).isEqualTo("checksum_mismatch");
    }

    @Test
    void whatABundleDoesNotHaveStays() throws Exception {
        long few = rig.export(PART_SIZE, THREE);
        long all = rig.export(PART_SIZE, ONE, TWO);
        byte[] part = rig.outside.bytesOf(new StorageKey(BundleRig.folder(all) + "/part-0001.tar"));
        Manifest older = rig.manifest(all);
        Manifest newer = rig.carry(few);
        byte[] theirs = rig.inside.bytesOf(PART);
        rig.inside.put(PART, part, Map.of());
        rig.importing(older);
        rig.inside.put(PART, theirs, Map.of());

        assertThat(statusOf(rig.importing(newer))).isEqualTo("completed");
        assertThat(mirrored()).hasSize(3);
    }

    @Test
    void whatIsHereAlreadyNeedsNoPart() throws Exception {
        Manifest manifest = rig.carry(rig.export(PART_SIZE, ONE));
        rig.importing(manifest);
        rig.inside.delete(PART);

        assertThat(statusOf(rig.importing(manifest))).isEqualTo("completed");
    }
}
