package org.tfmirror.processor.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.processor.ProcessorRig.statusOf;
import static org.tfmirror.test.TestDatabase.execute;
import static org.tfmirror.test.TestDatabase.query;
import static org.tfmirror.test.TestDatabase.submit;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.catalog.ServedPackages;
import org.tfmirror.origin.OriginException.Unavailable;
import org.tfmirror.origin.PublicKey;
import org.tfmirror.processor.PackagePipelines;
import org.tfmirror.processor.ProcessorRig;
import org.tfmirror.processor.ScriptedOrigin;
import org.tfmirror.processor.ScriptedOrigin.Published;
import org.tfmirror.provider.PackageId;
import org.tfmirror.storage.MirrorLayout;
import org.tfmirror.storage.StorageKey;
import org.tfmirror.test.MemoryObjectStore;
import org.tfmirror.test.Packages;
import org.tfmirror.test.SigningKeys;
import org.tfmirror.test.TestDatabase;
import org.tfmirror.verify.ArchiveLimits;
import org.tfmirror.verify.shasums.KeyPolicy;
import org.tfmirror.verify.shasums.ShasumsVerifier;

/** Jobs that judge again what vouches for packages: by today's rules, and by what the origin says today. */
class TrustTest {

    private static final PackageId FIRST = Packages.number(0);
    private static final PackageId SECOND = Packages.number(1);
    private static final StorageKey KEY = MirrorLayout.atTop().keyOf(FIRST);
    private static final KeyPolicy FREE = KeyPolicy.of(Map.of(), Set.of());
    private static final String ANYBODY = "0123456789ABCDEF0123456789ABCDEF01234567";

    private final ScriptedOrigin origin = new ScriptedOrigin();
    private final MemoryObjectStore store = new MemoryObjectStore();
    private Published first = origin.publish(FIRST, "first");

    @BeforeEach
    void aPackageIsMirrored() {
        TestDatabase.empty();
        run(FREE, submit(FIRST));
        assertThat(integrity()).isEqualTo("intact");
    }

    @AfterEach
    void whatIsUntrustedIsNotServed() throws Exception {
        boolean trusted = query("select 1 from mirrored_package where untrusted_by is not null")
                .isEmpty();

        assertThat(new ServedPackages(TestDatabase.dataSource()).packages(FIRST.provider(), FIRST.version()))
                .filteredOn(served -> served.platform().equals(FIRST.platform().toString()))
                .hasSize(trusted && integrity().equals("intact") ? 1 : 0);
    }

    @Test
    void whatHoldsTodayStaysTrusted() {
        long id = verify(FREE);

        assertThat(statusOf(id)).isEqualTo("completed");
        assertThat(untrustedBy()).isEqualTo("null");
    }

    @Test
    void aKeyTheOperatorHasRevokedVouchesForNothingAnyLonger() {
        long id = verify(FREE.withRevoked(List.of(origin.author.fingerprint())));

        assertThat(errorOf(id)).isEqualTo("key_revoked");
        assertThat(untrustedBy()).isEqualTo("key_revoked");
        assertThat(String.valueOf(query("select untrusted_reason from mirrored_package")))
                .contains("tfmirror.verify.revoked-keys", origin.author.fingerprint());
        assertThat(integrity()).isEqualTo("altered");
    }

    @Test
    void aPinOfTodayCounts() {
        long id = verify(pinned(ANYBODY));

        assertThat(errorOf(id)).isEqualTo("key_changed");
        assertThat(untrustedBy()).isEqualTo("key_changed");
    }

    @Test
    void aPackageBecomesTrustedAgainByALaterVerification() {
        verify(pinned(ANYBODY));

        long id = verify(FREE);

        assertThat(statusOf(id)).isEqualTo("completed");
        assertThat(untrustedBy()).isEqualTo("null");
        assertThat(integrity()).isEqualTo("intact");
    }

    @Test
    void aPackageBecomesTrustedAgainByADownload() {
        verify(pinned(ANYBODY));

        run(FREE, submit(FIRST));

        assertThat(untrustedBy()).isEqualTo("null");
        assertThat(integrity()).isEqualTo("intact");
    }

    @Test
    void aDownloadUnderTheSameRulesChangesNothing() {
        verify(pinned(ANYBODY));

        long id = run(pinned(ANYBODY), submit(FIRST));

        assertThat(errorOf(id)).isEqualTo("key_changed");
        assertThat(untrustedBy()).isEqualTo("key_changed");
    }

    @Test
    void aRevocationThatTheOriginTellsOfTodayCounts() {
        origin.keys = List.of(new PublicKey(revokedSince(), null));

        long id = verify(FREE);

        assertThat(errorOf(id)).isEqualTo("key_revoked");
        assertThat(untrustedBy()).isEqualTo("key_revoked");
    }

    @Test
    void aKeyThatTheOriginListsNoLongerStaysGood() {
        origin.keys =
                List.of(new PublicKey(SigningKeys.ed25519().armored(), null), new PublicKey("nonsense", "nonsense"));

        assertThat(statusOf(verify(FREE))).isEqualTo("completed");
    }

    @Test
    void anOriginThatDoesNotAnswerLeavesItToWhatIsKept() {
        origin.refusal = new Unavailable("origin.invalid", 503, null);

        assertThat(statusOf(verify(FREE))).isEqualTo("completed");
        assertThat(errorOf(verify(pinned(ANYBODY)))).isEqualTo("key_changed");
    }

    @Test
    void anOriginThatDoesNotAnswerIsNotAskedForEachPackage() {
        origin.publish(SECOND, "second");
        run(FREE, submit(SECOND));
        origin.refusal = new Unavailable("origin.invalid", 503, null);
        int before = origin.metadataRequests.get();

        long id = submit(FIRST, SECOND);
        execute("update job set kind = 'verify' where id = ?", id);
        run(FREE, id);

        assertThat(origin.metadataRequests.get() - before).isEqualTo(1);
    }

    @Test
    void newerEvidenceIsTriedBeforeAPackageIsUntrusted() {
        Object before = evidence();
        SigningKeys successor = SigningKeys.ed25519();
        origin.keys = List.of(new PublicKey(successor.armored(), null));
        origin.replace(FIRST, first.signedBy(successor));

        long id = verify(FREE.withRevoked(List.of(origin.author.fingerprint())));

        assertThat(statusOf(id)).isEqualTo("completed");
        assertThat(untrustedBy()).isEqualTo("null");
        assertThat(evidence()).isNotEqualTo(before);
        assertThat(query("select key_fingerprint, (select count(*) from evidence) from mirrored_package"))
                .containsExactly(List.of(successor.fingerprint(), 2L));
    }

    @Test
    void newerEvidenceOfOtherBytesSavesNothing() {
        SigningKeys successor = SigningKeys.ed25519();
        origin.keys = List.of(new PublicKey(successor.armored(), null));
        origin.replace(FIRST, origin.publish(FIRST, "others").signedBy(successor));

        long id = verify(FREE.withRevoked(List.of(origin.author.fingerprint())));

        assertThat(errorOf(id)).isEqualTo("key_revoked");
    }

    @Test
    void evidenceThatWasChangedInTheDatabaseIsRenewed() {
        execute("update evidence set signature = 'x'");

        assertThat(statusOf(verify(FREE))).isEqualTo("completed");
        assertThat(query("select count(*) from evidence where signature = 'x'")).containsExactly(List.of(1L));
        assertThat(untrustedBy()).isEqualTo("null");
    }

    @Test
    void evidenceThatWasChangedAndCannotBeRenewedVouchesForNothing() {
        execute("update evidence set signature = 'x'");
        origin.refusal = new Unavailable("origin.invalid", 503, null);

        assertThat(errorOf(verify(FREE))).isEqualTo("evidence_altered");
        assertThat(untrustedBy()).isEqualTo("evidence_altered");
    }

    @Test
    void evidenceOfAnotherReleaseVouchesForNothing() {
        origin.publish(SECOND, "second");
        run(FREE, submit(SECOND));
        execute("update mirrored_package set evidence = (select digest from evidence where version = '1.1.0')"
                + " where version = '1.0.0'");
        origin.refusal = new Unavailable("origin.invalid", 503, null);

        assertThat(errorOf(verify(FREE))).isEqualTo("evidence_altered");
    }

    @Test
    void aChecksumThatWasChangedInTheCatalogIsFound() {
        execute("update mirrored_package set sha256 = ? where version = '1.0.0'", "0".repeat(64));

        long id = verify(FREE);

        assertThat(errorOf(id)).isEqualTo("object_altered");
        assertThat(untrustedBy()).isEqualTo("checksum_mismatch");
    }

    @Test
    void withoutEvidenceTheKeysThatWereFoundAreJudged() {
        execute("update mirrored_package set evidence = null, origin_filename = null");
        origin.refusal = new Unavailable("origin.invalid", 503, null);

        assertThat(statusOf(verify(FREE))).isEqualTo("completed");
        assertThat(errorOf(verify(FREE.withRevoked(List.of(origin.author.fingerprint())))))
                .isEqualTo("key_revoked");
    }

    @Test
    void whatIsMissingAndUntrustedIsToldAsMissing() throws Exception {
        store.delete(KEY);

        long id = verify(pinned(ANYBODY));

        assertThat(errorOf(id)).isEqualTo("object_missing");
        assertThat(untrustedBy()).isEqualTo("key_changed");
        assertThat(integrity()).isEqualTo("missing");
    }

    /** As a replica of the release before writes it, which finds the bytes as they were. */
    @Test
    void aReplicaOfTheReleaseBeforeDoesNotServeItAgain() {
        verify(pinned(ANYBODY));

        execute("update mirrored_package set integrity = 'intact', checked_at = now()");

        assertThat(integrity()).isEqualTo("altered");
    }

    @Test
    void aRevokedKeyVouchesForNoDownloadEither() {
        origin.publish(SECOND, "second");

        long id = run(FREE.withRevoked(List.of(origin.author.fingerprint().toLowerCase(Locale.ROOT))), submit(SECOND));

        assertThat(errorOf(id)).isEqualTo("key_revoked");
    }

    // Evidence that is fetched later.

    @Test
    void theEvidenceThatAPackageLacksIsFetchedWithoutItsArchive() {
        Object before = evidence();
        forget();
        int archives = origin.archiveRequests.get();

        long id = run(FREE, of("evidence"));

        assertThat(statusOf(id)).isEqualTo("completed");
        assertThat(evidence()).isEqualTo(before);
        assertThat(query("select origin_filename from mirrored_package")).containsExactly(List.of(FIRST.archiveName()));
        assertThat(query("select trust, array_length(protocols, 1) from release"))
                .containsExactly(List.of("signed", 2));
        assertThat(origin.archiveRequests).hasValue(archives);
    }

    @Test
    void evidenceThatCameByALoginIsForItsBearersOnly() {
        forget();
        origin.withCredential = true;

        run(FREE, of("evidence"));

        assertThat(ofFirst("requires_token")).isEqualTo("true");
    }

    @Test
    void evidenceOfOtherBytesIsNotTaken() {
        forget();
        origin.publish(FIRST, "others");

        assertThat(errorOf(run(FREE, of("evidence")))).isEqualTo("republished");
        assertThat(query("select evidence from mirrored_package where evidence is not null"))
                .isEmpty();
        assertThat(integrity()).isEqualTo("intact");
    }

    @Test
    void anOriginThatFailsIsAskedAgain() {
        forget();
        origin.refusal = new Unavailable("origin.invalid", 503, null);

        assertThat(statusOf(run(FREE, of("evidence")))).isEqualTo("pending");
    }

    @Test
    void eachPackageNamesTheDocumentOfItsPlatform() {
        origin.publish(SECOND, "second");
        PackageId other = Packages.of("example.com/acme/demo", "1.0.0", "linux_arm64");
        Published arm = origin.publish(other, "arm");
        run(FREE, submit(other));

        assertThat(query("select convert_from(shasums, 'UTF8') from mirrored_package, evidence"
                        + " where digest = evidence and arch = 'arm64'"))
                .containsExactly(List.of(new String(arm.document(), StandardCharsets.UTF_8)));
        assertThat(query("select count(distinct evidence) from mirrored_package"))
                .containsExactly(List.of(2L));
        assertThat(statusOf(verify(FREE))).isEqualTo("completed");
    }

    private static void forget() {
        execute("update mirrored_package set evidence = null, origin_filename = null");
        execute("delete from evidence");
        execute("update release set protocols = null, trust = null");
    }

    /** The author's key as it is after the author has revoked it. */
    private String revokedSince() {
        return origin.author.revoked().armored();
    }

    private static KeyPolicy pinned(String fingerprint) {
        return KeyPolicy.of(Map.of("example.com/acme", List.of(fingerprint)), Set.of());
    }

    private static long of(String kind) {
        long id = submit(FIRST);
        execute("update job set kind = ? where id = ?", kind, id);
        return id;
    }

    private long verify(KeyPolicy policy) {
        return run(policy, of("verify"));
    }

    private long run(KeyPolicy policy, long id) {
        PackagePipelines pipelines = new PackagePipelines(
                TestDatabase.dataSource(),
                store,
                new ShasumsVerifier(policy, Clock.systemUTC()),
                new ArchiveTransfer(origin, store, MirrorLayout.atTop(), ArchiveLimits.DEFAULT));
        try (ProcessorRig rig = new ProcessorRig("a", 3, TestDatabase.dataSource(), pipelines)) {
            rig.poll();
            rig.awaitIdle();
        }
        return id;
    }

    private static Object ofFirst(String column) {
        return String.valueOf(query("select " + column + " from mirrored_package where version = '1.0.0'")
                .get(0)
                .get(0));
    }

    private static Object integrity() {
        return ofFirst("integrity");
    }

    private static Object untrustedBy() {
        return ofFirst("untrusted_by");
    }

    private static Object evidence() {
        return ofFirst("evidence");
    }

    private static Object errorOf(long id) {
        return String.valueOf(query("select error_code from job_item where job_id = ?", id)
                .get(0)
                .get(0));
    }
}
