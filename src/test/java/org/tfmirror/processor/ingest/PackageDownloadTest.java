package org.tfmirror.processor.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.tfmirror.test.TestDatabase.execute;
import static org.tfmirror.test.TestDatabase.query;
import static org.tfmirror.test.TestDatabase.submit;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.catalog.Catalog;
import org.tfmirror.catalog.CatalogChange;
import org.tfmirror.catalog.VerifiedPackage;
import org.tfmirror.evidence.EvidenceFetcher;
import org.tfmirror.evidence.RecentMetadata;
import org.tfmirror.job.JobLocks;
import org.tfmirror.job.Lease;
import org.tfmirror.job.claim.DownloadClaims;
import org.tfmirror.job.queue.JobQueue;
import org.tfmirror.origin.OriginException.Aborted;
import org.tfmirror.origin.OriginException.Stalled;
import org.tfmirror.origin.OriginException.TransferCut;
import org.tfmirror.processor.ScriptedOrigin;
import org.tfmirror.processor.ScriptedOrigin.Published;
import org.tfmirror.processor.ingest.ItemProcess.Mirrored;
import org.tfmirror.processor.ingest.StopSignal.Reason;
import org.tfmirror.processor.work.ErrorClassifier;
import org.tfmirror.processor.work.ItemError;
import org.tfmirror.processor.work.ItemError.Persistence;
import org.tfmirror.provider.LockedHashes;
import org.tfmirror.provider.PackageHash;
import org.tfmirror.provider.PackageId;
import org.tfmirror.storage.MirrorLayout;
import org.tfmirror.storage.StorageKey;
import org.tfmirror.storage.StorageRefusedException;
import org.tfmirror.storage.StorageUnavailableException;
import org.tfmirror.test.JobInvariants;
import org.tfmirror.test.MemoryObjectStore;
import org.tfmirror.test.MemoryObjectStore.Call;
import org.tfmirror.test.Packages;
import org.tfmirror.test.SigningKeys;
import org.tfmirror.test.TestDatabase;
import org.tfmirror.verify.ArchiveLimits;
import org.tfmirror.verify.VerificationException.LockMismatch;
import org.tfmirror.verify.shasums.KeyPolicy;
import org.tfmirror.verify.shasums.ShasumsVerifier;

/** One attempt at one package: what the origin is asked, what becomes visible, and what is left when it fails. */
class PackageDownloadTest {

    private static final PackageId WANTED = Packages.number(1);
    private static final StorageKey KEY = MirrorLayout.atTop().keyOf(WANTED);

    private final ScriptedOrigin origin = new ScriptedOrigin();
    private static final PackageHash OTHER_ZH = PackageHash.ofSha256("0123456789abcdef".repeat(4));
    private static final PackageHash OTHER_H1 = PackageHash.parse("h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");

    private final MemoryObjectStore store = new MemoryObjectStore();
    private final Catalog catalog = new Catalog(TestDatabase.dataSource());
    private final JobQueue queue = new JobQueue(TestDatabase.dataSource());
    private final List<Long> progress = new ArrayList<>();
    private long expected;
    private Published published = origin.publish(WANTED, "a provider".repeat(200));
    private HeldLease held = new HeldLease(new Lease(0, 0), 0);

    @BeforeEach
    void aClaimedJob() throws Exception {
        TestDatabase.empty();
        submit(WANTED);
        held = claim();
    }

    @AfterEach
    void nothingIsLeftOpen() {
        assertThat(store.openUploads()).isZero();
        assertThat(origin.openStreams).hasValue(0);
        JobInvariants.check();
    }

    @Test
    void aPackageIsFetchedOnceAndVisibleWithItsChecksum() throws Exception {
        Mirrored mirrored = mirror();

        assertThat(store.bytesOf(KEY)).isEqualTo(published.archive());
        assertThat(store.find(KEY).orElseThrow().metadata()).isEqualTo(Map.of("sha256", published.shasum()));
        VerifiedPackage toRecord = (VerifiedPackage) Objects.requireNonNull(mirrored.toRecord());
        assertThat(toRecord.zh().value()).isEqualTo(published.shasum());
        assertThat(toRecord.sizeBytes()).isEqualTo(published.archive().length);
        assertThat(toRecord.keyFingerprint()).isEqualTo(origin.author.fingerprint());
        assertThat(origin.archiveRequests).hasValue(1);
    }

    @Test
    void progressIsReportedAsBytesComeAndNeverFalls() throws Exception {
        mirror();

        assertThat(progress).hasSizeGreaterThan(2).isSorted().endsWith((long) published.archive().length);
        assertThat(expected).isEqualTo(published.archive().length);
    }

    @Test
    void whatIsMirroredAndIntactAsksNothingOfTheOrigin() throws Exception {
        mirrorAndRecord();

        Mirrored again = mirror();

        assertThat(again).isEqualTo(new Mirrored(published.archive().length, null));
        assertThat(origin.metadataRequests).hasValue(1);
        assertThat(origin.archiveRequests).hasValue(1);
    }

    @Test
    void anObjectThatIsGoneIsFetchedAnew() throws Exception {
        mirrorAndRecord();
        store.delete(KEY);

        mirrorAndRecord();

        assertThat(store.bytesOf(KEY)).isEqualTo(published.archive());
        assertThat(origin.archiveRequests).hasValue(2);
        assertThat(query("select count(*) from mirrored_package")).containsExactly(List.of(1L));
    }

    @Test
    void anObjectOfAnotherSizeIsFetchedAnew() throws Exception {
        mirrorAndRecord();
        store.put(KEY, "cut".getBytes(StandardCharsets.UTF_8), Map.of("sha256", published.shasum()));

        mirrorAndRecord();

        assertThat(store.bytesOf(KEY)).isEqualTo(published.archive());
        assertThat(origin.archiveRequests).hasValue(2);
    }

    @Test
    void anObjectWhoseRowWasNeverWrittenIsAdoptedByReadingItAgain() throws Exception {
        CatalogChange fetched = mirror().toRecord(); // and then the worker is lost

        CatalogChange adopted = mirror().toRecord();

        assertThat(adopted).isNotNull().isEqualTo(fetched);
        assertThat(origin.archiveRequests).hasValue(1);
    }

    @Test
    void anObjectAlteredBeforeItsAdoptionIsFetchedAnewAndReplaced() throws Exception {
        mirror();
        byte[] altered = published.archive().clone();
        altered[altered.length / 2] ^= 1;
        store.put(KEY, altered, Map.of("sha256", published.shasum()));

        CatalogChange anew = mirror().toRecord();

        assertThat(anew).isNotNull();
        assertThat(store.bytesOf(KEY)).isEqualTo(published.archive());
        assertThat(origin.archiveRequests).hasValue(2);
    }

    @Test
    void anObjectOfUnknownOriginIsNotAdopted() throws Exception {
        store.put(KEY, published.archive(), Map.of());

        mirror();

        assertThat(origin.archiveRequests).hasValue(1);
        assertThat(store.find(KEY).orElseThrow().metadata()).containsKey("sha256");
    }

    // Everything about the document is judged before the archive is asked for.

    @Test
    void aStrangersSignatureStopsItBeforeTheArchive() {
        origin.replace(WANTED, published.signedBy(SigningKeys.ed25519()));

        assertThat(faultOf(Exception.class).persistence()).isEqualTo(Persistence.PERMANENT);
        assertNothingWasFetched();
    }

    @Test
    void aDocumentChangedAfterItWasSignedStopsItBeforeTheArchive() {
        byte[] forged =
                "0".repeat(64).concat("  " + WANTED.archiveName() + "\n").getBytes(StandardCharsets.US_ASCII);
        origin.replace(WANTED, new Published("0".repeat(64), published.archive(), forged, published.signature()));

        assertThat(faultOf(Exception.class).code()).isEqualTo("signature_invalid");
        assertNothingWasFetched();
    }

    @Test
    void aChecksumThatTheDocumentDoesNotNameStopsItBeforeTheArchive() {
        origin.replace(WANTED, published.claiming("0".repeat(64)));

        assertThat(faultOf(Exception.class).persistence()).isEqualTo(Persistence.PERMANENT);
        assertNothingWasFetched();
    }

    private void assertNothingWasFetched() {
        assertThat(origin.archiveRequests).hasValue(0);
        assertThat(store.keys()).isEmpty();
    }

    // The archive.

    @Test
    void anArchiveThatDoesNotMatchIsFetchedExactlyOnceMore() {
        byte[] other = published.archive().clone();
        other[40] ^= 1;
        origin.replace(WANTED, published.sending(other));

        ItemError fault = faultOf(Exception.class);

        assertThat(fault.code()).isEqualTo("checksum_mismatch");
        assertThat(fault.persistence()).isEqualTo(Persistence.PERMANENT);
        assertThat(origin.archiveRequests).hasValue(2);
        assertThat(store.keys()).isEmpty();
    }

    @Test
    void anArchiveDamagedOnceOnTheWayIsRightTheSecondTime() throws Exception {
        byte[] other = published.archive().clone();
        other[40] ^= 1;
        origin.replace(WANTED, published.sending(other));
        origin.sending = (request, received) -> {
            if (request == 1) {
                origin.replace(WANTED, published);
            }
        };

        mirror();

        assertThat(origin.archiveRequests).hasValue(2);
        assertThat(store.bytesOf(KEY)).isEqualTo(published.archive());
    }

    @Test
    void aRightlySignedArchiveThatIsNoZipIsNotMirrored() {
        byte[] noZip = "no zip at all".getBytes(StandardCharsets.US_ASCII);
        String sha256 = ScriptedOrigin.sha256(noZip);
        byte[] document = (sha256 + "  " + WANTED.archiveName() + "\n").getBytes(StandardCharsets.US_ASCII);
        origin.replace(WANTED, new Published(sha256, noZip, document, origin.author.sign(document)));

        assertThat(faultOf(Exception.class).persistence()).isEqualTo(Persistence.PERMANENT);
        assertThat(store.keys()).isEmpty();
    }

    @Test
    void aTransferThatIsCutIsWorthAnotherAttemptAndLeavesNothing() {
        origin.sending = (request, received) -> {
            if (received > 0) {
                throw new TransferCut("origin.invalid", "in the middle", null);
            }
        };

        assertThat(faultOf(TransferCut.class))
                .extracting(ItemError::code, ItemError::persistence)
                .containsExactly("transfer_cut", Persistence.TRANSIENT);
        assertThat(store.keys()).isEmpty();
    }

    @Test
    void anOriginThatStallsIsWorthAnotherAttemptAndLeavesNothing() {
        origin.sending = (request, received) -> {
            if (received > 0) {
                throw new Stalled("origin.invalid", "nothing for 30 s", null);
            }
        };

        assertThat(faultOf(Stalled.class))
                .extracting(ItemError::code, ItemError::persistence)
                .containsExactly("stalled", Persistence.TRANSIENT);
        assertThat(store.keys()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"BEGIN", "WRITE", "COMPLETE", "FIND"})
    void aStoreThatIsAwayIsWorthAnotherAttemptAndLeavesNothing(Call call) {
        store.fail(call, new StorageUnavailableException("away", null));

        assertThat(faultOf(StorageUnavailableException.class))
                .extracting(ItemError::code, ItemError::persistence)
                .containsExactly("storage_unavailable", Persistence.TRANSIENT);
        assertThat(store.keys()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"BEGIN", "WRITE", "COMPLETE"})
    void aStoreThatRefusesUsIsNotHeldAgainstTheItem(Call call) {
        store.fail(call, new StorageRefusedException("not allowed", null));

        assertThat(faultOf(StorageRefusedException.class).persistence()).isEqualTo(Persistence.STORE_OUTAGE);
        assertThat(store.keys()).isEmpty();
    }

    @Test
    void anOutageWhileAnObjectIsAdoptedIsTriedAgainAndKeepsIt() throws Exception {
        mirror();
        store.fail(Call.OPEN, new StorageUnavailableException("away", null));

        assertThat(faultOf(StorageUnavailableException.class).persistence()).isEqualTo(Persistence.TRANSIENT);

        assertThat(origin.archiveRequests).hasValue(1);
        assertThat(store.bytesOf(KEY)).isEqualTo(published.archive());
    }

    @Test
    void republishedBytesAreRefusedAndOursStay() throws Exception {
        mirrorAndRecord();
        byte[] ours = published.archive();
        store.delete(KEY); // so that the origin is asked at all
        origin.publish(WANTED, "something else");

        ItemError fault = faultOf(Exception.class);

        assertThat(fault.code()).isEqualTo("republished");
        assertThat(fault.persistence()).isEqualTo(Persistence.PERMANENT);
        assertThat(origin.archiveRequests).hasValue(1);
        assertThat(query("select sha256 from mirrored_package")).containsExactly(List.of(ScriptedOrigin.sha256(ours)));
    }

    @Test
    void republishedBytesDoNotReplaceAnObjectThatWasTamperedWith() throws Exception {
        mirrorAndRecord();
        store.put(KEY, new byte[] {1}, Map.of());
        origin.publish(WANTED, "something else");

        assertThat(faultOf(Exception.class).code()).isEqualTo("republished");

        assertThat(store.bytesOf(KEY)).containsExactly(1);
    }

    // Stopping.

    @ParameterizedTest
    @EnumSource(Reason.class)
    void stoppedInATransferItAbortsBothSidesAndLeavesNothing(Reason reason) {
        origin.sending = (request, received) -> {
            if (received > 0) {
                held.signal().stop(reason); // from another thread, as far as the signal can tell
            }
        };

        assertThat(catchThrowableOfType(Exception.class, () -> held.signal().interruptibly(this::mirror)))
                .isNotNull();

        assertThat(held.signal().reason()).isEqualTo(reason);
        assertThat(origin.abortedStreams).hasValue(1); // a read on a dead line hears no interrupt
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(progress).hasSizeLessThan(2);
        assertThat(store.keys()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"metadata", "shasums", "archive"})
    void stoppedWhileARequestWaitsItEndsTheRequest(String request) {
        origin.whileAsked = what -> {
            if (what.equals(request)) {
                held.signal().stop(Reason.CANCELLED); // from another thread, as far as the signal can tell
            }
        };

        assertThat(catchThrowableOfType(Aborted.class, this::mirror)).isNotNull();
    }

    @Test
    void stoppedBeforeTheLastStepItDoesNotBecomeVisible() {
        origin.sending = (request, received) -> {
            if (received == published.archive().length) {
                held.signal().stop(Reason.LEASE_LOST);
            }
        };

        assertThat(catchThrowableOfType(Exception.class, this::mirror)).isNotNull();

        assertThat(progress).endsWith((long) published.archive().length);
        assertThat(store.keys()).isEmpty();
    }

    @Test
    void stoppedBeforeItBeginsItAsksForNoArchive() {
        held.signal().stop(Reason.CANCELLED);

        assertThat(catchThrowableOfType(StoppedException.class, this::mirror)).isNotNull();
        assertThat(origin.metadataRequests).hasValue(0);
    }

    @Test
    void stoppedWhileItReadsAnObjectAgainItAdoptsNothing() throws Exception {
        mirror();
        held.signal().stop(Reason.SHUTDOWN);

        assertThat(catchThrowableOfType(
                        StoppedException.class,
                        () -> transfer()
                                .rehash(
                                        KEY,
                                        new ArchiveTransfer.Expected(published.shasum(), LockedHashes.NONE),
                                        held.signal())))
                .isNotNull();
    }

    // One download.

    @Test
    void whileAnotherJobDownloadsThePackageThisOneWaits() throws Exception {
        submit(WANTED);
        new DownloadClaims(TestDatabase.dataSource()).claim(WANTED, claim().lease());

        ItemError fault = faultOf(DownloadElsewhereException.class);

        assertThat(fault.persistence()).isEqualTo(Persistence.POSTPONED);
        assertThat(origin.metadataRequests).hasValue(0);
    }

    @Test
    void whatALostWorkerLeftUnfinishedIsAbortedByItsSuccessor() throws Exception {
        submit(WANTED);
        Lease lost = claim().lease();
        new DownloadClaims(TestDatabase.dataSource()).claim(WANTED, lost);
        store.begin(KEY, Map.of());
        execute("update job set lease_expires_at = now() where id = ?", lost.jobId());

        mirror();

        assertThat(store.openUploads()).isZero();
        assertThat(store.keys()).containsExactly(KEY);
    }

    @Test
    void aPackageFinishedJustBeforeTheClaimIsNotFetchedAgain() throws Exception {
        DownloadClaims lateClaims = new DownloadClaims(TestDatabase.dataSource()) {
            @Override
            public Claim take(PackageId id, Lease lease) throws java.sql.SQLException {
                store.put(KEY, published.archive(), Map.of("sha256", published.shasum()));
                insertPackage();
                return super.take(id, lease);
            }
        };

        Mirrored mirrored = pipeline(lateClaims).mirror(WANTED, held, progress::add);

        assertThat(mirrored.toRecord()).isNull();
        assertThat(origin.metadataRequests).hasValue(0);
    }

    private void insertPackage() {
        execute(
                "insert into mirrored_package (hostname, namespace, type, version, os, arch, filename, storage_key,"
                        + " size_bytes, sha256, h1) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=')",
                WANTED.provider().hostname(),
                WANTED.provider().namespace(),
                WANTED.provider().type(),
                WANTED.version().toString(),
                WANTED.platform().os(),
                WANTED.platform().arch(),
                WANTED.archiveName(),
                KEY.value(),
                (long) published.archive().length,
                published.shasum());
    }

    @Test
    void aPackageIsMirroredWhicheverOfItsHashesTheLockNames() throws Exception {
        VerifiedPackage mirrored = (VerifiedPackage) Objects.requireNonNull(mirror().toRecord());
        for (PackageHash hash : List.of(mirrored.zh(), mirrored.h1())) {
            store.delete(KEY);
            lock(hash, OTHER_ZH);

            mirror();

            assertThat(store.bytesOf(KEY)).as(hash.toString()).isEqualTo(published.archive());
        }
    }

    @Test
    void aPackageThatNoHashOfTheLockFitsIsRefusedUnfetched() throws Exception {
        lock(OTHER_ZH);

        ItemError fault = faultOf(LockMismatch.class);

        assertThat(fault.code()).isEqualTo("lock_mismatch");
        assertThat(fault.persistence()).isEqualTo(Persistence.PERMANENT);
        assertThat(fault.message()).contains(published.shasum());
        assertThat(origin.archiveRequests).hasValue(0);
        assertThat(store.find(KEY)).isEmpty();
    }

    @Test
    void aPackageOtherThanLockedIsFetchedOnceAndNeverVisible() throws Exception {
        lock(OTHER_ZH, OTHER_H1);

        assertThat(faultOf(LockMismatch.class).code()).isEqualTo("lock_mismatch");

        assertThat(origin.archiveRequests).hasValue(1);
        assertThat(store.find(KEY)).isEmpty();
    }

    @Test
    void aMirroredPackageIsHeldAgainstTheLockToo() throws Exception {
        mirrorAndRecord();
        lock(OTHER_ZH, OTHER_H1);

        assertThat(faultOf(LockMismatch.class).code()).isEqualTo("lock_mismatch");

        assertThat(origin.metadataRequests).hasValue(1);
        assertThat(store.bytesOf(KEY)).isEqualTo(published.archive());
    }

    @Test
    void anObjectThatTheLockDoesNotAllowIsNotAdopted() throws Exception {
        mirror(); // and then the worker is lost
        lock(OTHER_H1);

        assertThat(faultOf(LockMismatch.class).code()).isEqualTo("lock_mismatch");

        assertThat(origin.archiveRequests).hasValue(1);
    }

    @Test
    void theLockOfAnotherJobIsNoneOfThisOnes() throws Exception {
        long other = submit(WANTED);
        new JobLocks(TestDatabase.dataSource())
                .add(other, WANTED.provider(), WANTED.version(), new LockedHashes(Set.of(OTHER_ZH)));

        mirror();

        assertThat(store.bytesOf(KEY)).isEqualTo(published.archive());
    }

    private void lock(PackageHash... hashes) throws Exception {
        execute("delete from job_lock");
        new JobLocks(TestDatabase.dataSource())
                .add(held.lease().jobId(), WANTED.provider(), WANTED.version(), new LockedHashes(Set.of(hashes)));
    }

    private HeldLease claim() throws Exception {
        return new HeldLease(
                queue.claim("a", 1, Duration.ofMinutes(1)).jobs().get(0).lease(), 0);
    }

    private ArchiveTransfer transfer() {
        return new ArchiveTransfer(origin, store, MirrorLayout.atTop(), ArchiveLimits.DEFAULT);
    }

    private ItemProcess pipeline(DownloadClaims claims) {
        return new PackageDownload(
                catalog,
                claims,
                new JobLocks(TestDatabase.dataSource()),
                new EvidenceFetcher(
                        new ShasumsVerifier(KeyPolicy.of(Map.of(), Set.of()), Clock.systemUTC()),
                        new RecentMetadata(Clock.systemUTC()),
                        Clock.systemUTC()),
                transfer());
    }

    private Mirrored mirror() throws Exception {
        return pipeline(new DownloadClaims(TestDatabase.dataSource())).mirror(WANTED, held, new Progress() {
            @Override
            public void expect(long bytes) {
                expected = bytes;
            }

            @Override
            public void accept(long bytes) {
                progress.add(bytes);
            }
        });
    }

    private void mirrorAndRecord() throws Exception {
        @Nullable CatalogChange toRecord = mirror().toRecord();
        try (Connection connection = TestDatabase.dataSource().getConnection()) {
            catalog.write(connection, Objects.requireNonNull(toRecord));
        }
    }

    private ItemError faultOf(Class<? extends Exception> type) {
        Exception failure = catchThrowableOfType(type, this::mirror);
        assertThat(failure).isNotNull();
        return ErrorClassifier.classify(failure);
    }
}
