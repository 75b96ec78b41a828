package org.tfmirror.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tfmirror.catalog.evidence.Evidence;
import org.tfmirror.origin.PackageMetadata;
import org.tfmirror.origin.PublicKey;
import org.tfmirror.origin.client.SettableClock;
import org.tfmirror.processor.ScriptedOrigin;
import org.tfmirror.processor.ScriptedOrigin.Published;
import org.tfmirror.provider.PackageHash;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Platform;
import org.tfmirror.test.Packages;
import org.tfmirror.test.SigningKeys;
import org.tfmirror.verify.VerificationException;
import org.tfmirror.verify.VerificationException.HashMismatch;
import org.tfmirror.verify.VerificationException.KeyUnknown;
import org.tfmirror.verify.VerificationException.ShasumsMismatch;
import org.tfmirror.verify.shasums.KeyPolicy;
import org.tfmirror.verify.shasums.ShasumsVerifier;

/** What vouches for a package is fetched as it is, and only what holds becomes evidence. */
class EvidenceFetcherTest {

    private static final PackageId WANTED = Packages.number(1);
    private static final String A = "a".repeat(64);

    private final ScriptedOrigin origin = new ScriptedOrigin();
    private final Published published = origin.publish(WANTED, "a provider");
    private final SettableClock clock = new SettableClock();
    private final RecentMetadata recent = new RecentMetadata(clock);
    private final List<String> asked = new ArrayList<>();
    private final EvidenceFetcher fetcher = new EvidenceFetcher(
            new ShasumsVerifier(KeyPolicy.of(Map.of(), Set.of()), Clock.systemUTC()), recent, clock);

    @Test
    void theDocumentsAndKeysAreThoseOfTheOrigin() throws Exception {
        PublicKey key = new PublicKey("?", origin.author.armored(), null, "\0", "not a URL");
        origin.keys = List.of(key);

        EvidenceSnapshot snapshot = fetcher.fetch(origin, WANTED);

        Evidence evidence = snapshot.evidence();
        assertThat(evidence.shasums()).isEqualTo(published.document());
        assertThat(evidence.signature()).isEqualTo(published.signature());
        assertThat(evidence.keys()).containsExactly(new Evidence.Key("?", key.asciiArmor(), null, "\0", "not a URL"));
        assertThat(snapshot.checksum().sha256()).isEqualTo(published.shasum());
        assertThat(snapshot.checksum().keyFingerprint()).isEqualTo(origin.author.fingerprint());
        assertThat(fetcher.provenance(origin, snapshot).originFilename()).isEqualTo(WANTED.archiveName());
    }

    @Test
    void everyCanonicalLineGivesItsPlatformAChecksum() throws Exception {
        String other = WANTED.archiveName().replace(WANTED.platform() + ".zip", "plan9_arm.zip");
        String twice = WANTED.archiveName().replace(WANTED.platform() + ".zip", "solaris_amd64.zip");
        document(
                published.shasum() + "  " + WANTED.archiveName(),
                A.toUpperCase(Locale.ROOT) + "  " + other,
                "",
                A + "  " + twice,
                "b".repeat(64) + "  " + twice,
                A + "  " + WANTED.archiveName().replace("_" + WANTED.version() + "_", "_9.9.9_"),
                A + "  terraform-provider-other_1.0.0_linux_arm.zip",
                "short  " + WANTED.archiveName().replace(WANTED.platform() + ".zip", "aix_ppc64.zip"),
                A + "  ../" + other);

        assertThat(fetcher.fetch(origin, WANTED).checksums())
                .isEqualTo(Map.of(WANTED.platform(), published.shasum(), Platform.parse("plan9_arm"), A));
    }

    @Test
    void whatIsNotSignedByAListedKeyIsNoEvidence() {
        origin.keys = List.of(new PublicKey(SigningKeys.ed25519().armored(), null));

        assertThatThrownBy(() -> fetcher.fetch(origin, WANTED)).isInstanceOf(KeyUnknown.class);
    }

    @Test
    void anotherChecksumThanTheSignedOneIsNoEvidence() {
        origin.replace(WANTED, published.claiming(A));

        assertThatThrownBy(() -> fetcher.fetch(origin, WANTED)).isInstanceOf(ShasumsMismatch.class);
    }

    @Test
    void whatWasFetchedAMomentAgoIsNotAskedForAgain() throws Exception {
        EvidenceSnapshot told = fetcher.fetchAhead(origin, WANTED);
        origin.whileAsked = asked::add;

        EvidenceSnapshot recalled = fetcher.recall(origin, WANTED, List.of(told.evidence()));

        assertThat(recalled.evidence()).isEqualTo(told.evidence());
        assertThat(recalled.metadata()).isEqualTo(told.metadata());
        assertThat(recalled.checksum()).isEqualTo(told.checksum());
        assertThat(asked).isEmpty();
        fetcher.recall(origin, WANTED, List.of(told.evidence()));
        assertThat(asked).as("a download document is used once").containsExactly("metadata");
    }

    @Test
    void aDownloadDocumentIsGoodForAMoment() throws Exception {
        EvidenceSnapshot told = fetcher.fetchAhead(origin, WANTED);
        origin.whileAsked = asked::add;
        clock.advance(RecentMetadata.KEPT);
        fetcher.recall(origin, WANTED, List.of(told.evidence()));

        assertThat(asked).containsExactly("metadata");
    }

    @Test
    void recordedEvidenceUnderOtherKeysIsAskedForAgain() throws Exception {
        Evidence old = fetcher.fetch(origin, WANTED).evidence();
        Evidence other = new Evidence(
                old.provider(),
                old.version(),
                old.shasums(),
                published.signature(),
                List.of(new Evidence.Key("?", origin.author.armored(), null, null, null)));

        EvidenceSnapshot recalled = fetcher.recall(origin, WANTED, List.of(other));

        assertThat(recalled.evidence()).isEqualTo(old);
    }

    @Test
    void recordedEvidenceThatVouchesForOtherBytesIsAskedForAgain() throws Exception {
        EvidenceSnapshot told = fetcher.fetchAhead(origin, WANTED);
        Published renewed = origin.publish(WANTED, "another provider");

        EvidenceSnapshot recalled = fetcher.recall(origin, WANTED, List.of());
        assertThat(recalled.evidence().shasums()).isEqualTo(renewed.document());
        recalled = fetcher.recall(origin, WANTED, List.of(told.evidence()));
        assertThat(recalled.checksum().sha256()).isEqualTo(renewed.shasum());
    }

    @Test
    void recordedEvidenceIsHeldAgainstTheRulesOfToday() throws Exception {
        EvidenceSnapshot told = fetcher.fetchAhead(origin, WANTED);
        KeyPolicy pinned = KeyPolicy.of(
                Map.of(
                        WANTED.provider().hostname() + "/" + WANTED.provider().namespace(),
                        List.of(SigningKeys.ed25519().fingerprint())),
                Set.of());
        EvidenceFetcher today = new EvidenceFetcher(new ShasumsVerifier(pinned, Clock.systemUTC()), recent, clock);

        assertThatThrownBy(() -> today.recall(origin, WANTED, List.of(told.evidence())))
                .isInstanceOf(VerificationException.class);
    }

    private void document(String... lines) {
        byte[] document = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
        origin.replace(
                WANTED, new Published(published.shasum(), published.archive(), document, origin.author.sign(document)));
    }

    @Test
    void anArchiveIsHeldAgainstWhatIsListedOfItBeside() throws Exception {
        PackageHash h1 = PackageHash.parse("h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
        PackageHash other = PackageHash.parse("h1:x" + h1.value().substring(1));
        PackageMetadata listed = listing(OptionalLong.of(7), Set.of(h1));

        EvidenceFetcher.requireListed(listed, h1, 7);
        EvidenceFetcher.requireListed(listing(OptionalLong.empty(), Set.of()), other, 8);

        assertThatThrownBy(() -> EvidenceFetcher.requireListed(listed, other, 7))
                .isInstanceOf(HashMismatch.class);
        assertThatThrownBy(() -> EvidenceFetcher.requireListed(listed, h1, 8)).isInstanceOf(HashMismatch.class);
    }

    private PackageMetadata listing(OptionalLong size, Set<PackageHash> hashes) throws Exception {
        PackageMetadata plain = origin.packageMetadata(WANTED);
        return new PackageMetadata(
                WANTED,
                plain.filename(),
                plain.downloadUrl(),
                plain.shasum(),
                plain.shasumsUrl(),
                plain.shasumsSignatureUrl(),
                plain.keys(),
                size,
                hashes,
                plain.protocols());
    }
}
