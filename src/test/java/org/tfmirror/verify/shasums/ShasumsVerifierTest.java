package org.tfmirror.verify.shasums;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tfmirror.verify.Claims.SHASUM;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.test.SigningKeys;
import org.tfmirror.verify.Claims;
import org.tfmirror.verify.SigningKey;
import org.tfmirror.verify.VerificationException;
import org.tfmirror.verify.VerificationException.KeyChanged;
import org.tfmirror.verify.VerificationException.KeyInvalid;
import org.tfmirror.verify.VerificationException.KeyRevoked;
import org.tfmirror.verify.VerificationException.KeyUnknown;
import org.tfmirror.verify.VerificationException.ShasumsMismatch;
import org.tfmirror.verify.VerificationException.SignatureInvalid;
import org.tfmirror.verify.VerificationException.SignatureWeak;
import org.tfmirror.verify.VerificationException.TrustSignatureInvalid;
import org.tfmirror.verify.VerificationException.Unsigned;
import org.tfmirror.verify.VerifiedChecksum;
import org.tfmirror.verify.pgp.PartnerKey;

class ShasumsVerifierTest {

    private static final Instant NOW = SigningKeys.MADE.plus(Duration.ofDays(1000));
    private static final Instant SIGNED = SigningKeys.MADE.plus(Duration.ofDays(1));

    private KeyPolicy policy = KeyPolicy.of(Map.of(), Set.of());

    @ParameterizedTest
    @EnumSource(
            value = SigningKeys.Kind.class,
            names = {"ED25519", "RSA_2048"})
    void vouchesForWhatAListedKeySigned(SigningKeys.Kind kind) throws Exception {
        SigningKeys author = SigningKeys.of(kind);

        VerifiedChecksum verified = verify(Claims.signedBy(author));

        assertThat(verified)
                .isEqualTo(new VerifiedChecksum(SHASUM, author.fingerprint(), author.fingerprint(), List.of()));
    }

    @Test
    void vouchesForWhatASigningSubkeySigned() throws Exception {
        SigningKeys author = SigningKeys.rsa().withSubkey();

        VerifiedChecksum verified = verify(Claims.signedBy(author));

        assertThat(verified.keyFingerprint()).isEqualTo(author.fingerprint());
        assertThat(verified.signingFingerprint())
                .isEqualTo(author.signingFingerprint())
                .isNotEqualTo(author.fingerprint());
    }

    @Test
    void takesAnArmoredSignature() throws Exception {
        Claims claims = Claims.signedBy(SigningKeys.ed25519());
        claims.signature = Claims.bytes(SigningKeys.armor(claims.signature));

        assertThat(verify(claims).sha256()).isEqualTo(SHASUM);
    }

    @Test
    void triesEachListedKeyAndEachSignature() throws Exception {
        SigningKeys author = SigningKeys.ed25519();
        Claims claims = Claims.signedBy(SigningKeys.ed25519());
        claims.signature = concat(SigningKeys.ed25519().sign(claims.shasums), author.sign(claims.shasums));
        claims.keys.add(new SigningKey("nonsense", ""));
        claims.keys.add(new SigningKey(author.armored(), ""));

        VerifiedChecksum verified = verify(claims);

        assertThat(verified.keyFingerprint()).isEqualTo(author.fingerprint());
        assertThat(verified.warnings()).singleElement().asString().contains("no armored PUBLIC KEY BLOCK");
    }

    @Test
    void findsTheKeyAmongSeveralInOneArmor() throws Exception {
        SigningKeys author = SigningKeys.ed25519().withSubkey();
        Claims claims = Claims.signedBy(author);
        claims.keys.set(
                0, new SigningKey(SigningKeys.armor(concat(SigningKeys.ed25519().encoded(), author.encoded())), null));

        assertThat(verify(claims).keyFingerprint()).isEqualTo(author.fingerprint());
    }

    @Test
    void warnsOfAnExpiredKey() throws Exception {
        SigningKeys author = SigningKeys.expiringAfter(Duration.ofDays(10));

        assertThat(verify(Claims.signedBy(author)).warnings())
                .containsExactly("key " + author.fingerprint() + " expired at 2020-01-11T00:00:00Z");
    }

    @Test
    void warnsOfAnExpiredSubkey() throws Exception {
        SigningKeys author = SigningKeys.ed25519().withSubkey(KeyFlags.SIGN_DATA, true, Duration.ofDays(10));

        assertThat(verify(Claims.signedBy(author)).warnings())
                .containsExactly("key " + author.signingFingerprint() + " expired at 2020-01-11T00:00:00Z");
    }

    @Test
    void takesAnOldKeyThatBoundItselfWithSha1OrHasNoFlags() throws Exception {
        assertThat(verify(Claims.signedBy(SigningKeys.withSelfHash(HashAlgorithmTags.SHA1)))
                        .sha256())
                .isEqualTo(SHASUM);
        assertThat(verify(Claims.signedBy(SigningKeys.withFlags(-1))).sha256()).isEqualTo(SHASUM);
    }

    @Test
    void refusesAKeyThatBoundItselfWithMd5() {
        assertRefused(Claims.signedBy(SigningKeys.withSelfHash(HashAlgorithmTags.MD5)), KeyInvalid.class);
    }

    @Test
    void judgesTheChecksumBeforeTheSignature() {
        Claims claims = Claims.signedBy(SigningKeys.ed25519());
        claims.shasum = Claims.OTHER_SHASUM;
        claims.signature = new byte[0];

        assertRefused(claims, ShasumsMismatch.class);
    }

    @Test
    void refusesAnUnknownKey() {
        Claims claims = Claims.signedBy(SigningKeys.ed25519());
        claims.keys.set(0, new SigningKey(SigningKeys.ed25519().armored(), null));

        assertRefused(claims, KeyUnknown.class);
    }

    @Test
    void refusesASignatureOverOtherBytes() {
        SigningKeys author = SigningKeys.ed25519();
        Claims claims = Claims.signedBy(author);
        claims.signature = author.sign(Claims.bytes("other"));

        assertRefused(claims, SignatureInvalid.class);
    }

    @Test
    void refusesAnEmptySignatureAndEveryTruncation() {
        Claims claims = Claims.signedBy(SigningKeys.ed25519());
        byte[] whole = claims.signature;
        for (int length = 0; length < whole.length; length++) {
            claims.signature = Arrays.copyOf(whole, length);
            assertRefused(claims, SignatureInvalid.class);
        }
    }

    @Test
    void refusesASignatureFollowedByAnythingElse() {
        SigningKeys author = SigningKeys.ed25519();
        Claims claims = Claims.signedBy(author);
        claims.signature = concat(claims.signature, author.encoded());

        assertRefused(claims, SignatureInvalid.class);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {HashAlgorithmTags.MD5, HashAlgorithmTags.SHA1, HashAlgorithmTags.RIPEMD160, HashAlgorithmTags.SHA224
            })
    void refusesAWeakHash(int hash) {
        SigningKeys author = SigningKeys.rsa();
        Claims claims = Claims.signedBy(author);
        claims.signature = author.sign(claims.shasums, PGPSignature.BINARY_DOCUMENT, hash, SIGNED);

        assertRefused(claims, SignatureWeak.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {HashAlgorithmTags.SHA384, HashAlgorithmTags.SHA512})
    void takesAStrongerHash(int hash) throws Exception {
        SigningKeys author = SigningKeys.rsa();
        Claims claims = Claims.signedBy(author);
        claims.signature = author.sign(claims.shasums, PGPSignature.BINARY_DOCUMENT, hash, SIGNED);

        assertThat(verify(claims).sha256()).isEqualTo(SHASUM);
    }

    @Test
    void refusesAWeakKey() {
        assertRefused(Claims.signedBy(SigningKeys.of(SigningKeys.Kind.RSA_1024)), SignatureWeak.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {PGPSignature.CANONICAL_TEXT_DOCUMENT, PGPSignature.STAND_ALONE, PGPSignature.TIMESTAMP})
    void refusesAnotherTypeOfSignature(int type) {
        SigningKeys author = SigningKeys.ed25519();
        Claims claims = Claims.signedBy(author);
        claims.signature = author.sign(claims.shasums, type, HashAlgorithmTags.SHA256, SIGNED);

        assertRefused(claims, SignatureInvalid.class);
    }

    @Test
    void refusesASignatureThatExpiredOrCameTooEarlyOrTooLate() {
        SigningKeys author = SigningKeys.ed25519();
        Claims claims = Claims.signedBy(author);
        PGPSignatureSubpacketGenerator expiring = new PGPSignatureSubpacketGenerator();
        expiring.setSignatureExpirationTime(false, 60);
        claims.signature =
                author.sign(claims.shasums, PGPSignature.BINARY_DOCUMENT, HashAlgorithmTags.SHA256, SIGNED, expiring);
        assertRefused(claims, SignatureInvalid.class);

        claims.signature = signedAt(author, claims, SigningKeys.MADE.minusSeconds(1));
        assertRefused(claims, SignatureInvalid.class);

        claims.signature = signedAt(author, claims, NOW.plus(Duration.ofDays(2)));
        assertRefused(claims, SignatureInvalid.class);
    }

    @Test
    void refusesACriticalNotationItDoesNotKnow() {
        SigningKeys author = SigningKeys.ed25519();
        Claims claims = Claims.signedBy(author);
        PGPSignatureSubpacketGenerator critical = new PGPSignatureSubpacketGenerator();
        critical.addNotationData(true, true, "only@example.com", "on Fridays");
        claims.signature =
                author.sign(claims.shasums, PGPSignature.BINARY_DOCUMENT, HashAlgorithmTags.SHA256, SIGNED, critical);

        assertRefused(claims, SignatureInvalid.class);
    }

    @Test
    void refusesARevokedKey() {
        assertRefused(Claims.signedBy(SigningKeys.ed25519().revoked()), KeyRevoked.class);
        assertRefused(Claims.signedBy(SigningKeys.rsa().revoked()), KeyRevoked.class);
    }

    @Test
    void refusesASubkeyOfARevokedKey() {
        assertRefused(Claims.signedBy(SigningKeys.ed25519().withSubkey().revoked()), KeyRevoked.class);
    }

    @Test
    void refusesARevokedSubkey() {
        assertRefused(Claims.signedBy(SigningKeys.ed25519().withSubkey().subkeyRevoked()), KeyRevoked.class);
    }

    @Test
    void refusesAKeyWhoseOnlyUserIdIsRevoked() {
        assertRefused(Claims.signedBy(SigningKeys.ed25519().userIdRevoked()), KeyInvalid.class);
    }

    /** Anybody can put such a signature on a key, and user IDs of before UTF-8 are no texts. */
    @Test
    void judgesAKeyByTheSelfSignaturesThatHold() throws Exception {
        byte[] latin1 = "J\u00f6rg".getBytes(StandardCharsets.ISO_8859_1);
        for (SigningKeys author : List.of(
                SigningKeys.ed25519().userIdSignedWrongly(),
                SigningKeys.ed25519().userIdRevoked().withUserId(Claims.bytes("Another")),
                SigningKeys.ed25519().userIdRevoked().withUserId(latin1))) {
            assertThat(verify(Claims.signedBy(author)).keyFingerprint()).isEqualTo(author.fingerprint());
        }
    }

    @Test
    void doesNotHeedARevocationByAStranger() throws Exception {
        SigningKeys author = SigningKeys.ed25519().revokedBy(SigningKeys.ed25519());

        assertThat(verify(Claims.signedBy(author)).sha256()).isEqualTo(SHASUM);
    }

    @Test
    void refusesAKeyThatIsNotForSigning() {
        assertRefused(Claims.signedBy(SigningKeys.withFlags(KeyFlags.CERTIFY_OTHER)), KeyInvalid.class);
        assertRefused(
                Claims.signedBy(SigningKeys.ed25519().withSubkey(KeyFlags.ENCRYPT_COMMS, true, Duration.ZERO)),
                KeyInvalid.class);
    }

    @Test
    void refusesASubkeyThatDoesNotVouchForItsPrimaryKey() {
        assertRefused(
                Claims.signedBy(SigningKeys.ed25519().withSubkey(KeyFlags.SIGN_DATA, false, Duration.ZERO)),
                KeyInvalid.class);
        assertRefused(Claims.signedBy(SigningKeys.ed25519().withStolenSubkey(SigningKeys.ed25519())), KeyInvalid.class);
    }

    @Test
    void refusesASubkeyThatAStrangerBound() {
        assertRefused(
                Claims.signedBy(SigningKeys.ed25519().withSubkeyBoundBy(SigningKeys.ed25519())), KeyInvalid.class);
    }

    @Test
    void refusesAKeyThatCannotBeRead() {
        Claims claims = Claims.signedBy(SigningKeys.ed25519());
        for (String armor :
                List.of("", "nonsense", "-----BEGIN PGP PUBLIC KEY BLOCK-----", SigningKeys.armor(claims.signature))) {
            claims.keys.set(0, new SigningKey(armor, null));
            assertRefused(claims, KeyInvalid.class);
        }
    }

    @Test
    void refusesNoKeysUnlessThePolicyAllowsIt() throws Exception {
        Claims claims = new Claims();
        assertRefused(claims, Unsigned.class);

        policy = KeyPolicy.of(Map.of(), Set.of("Registry.Example.com"));
        VerifiedChecksum verified = verify(claims);
        assertThat(verified.keyFingerprint()).isNull();
        assertThat(verified.warnings()).singleElement().asString().contains("not signed");
    }

    @Test
    void asksForASignatureWhereAKeyIsListedOrPinned() {
        Claims listed = Claims.signedBy(SigningKeys.ed25519());
        listed.signature = new byte[0];
        policy = KeyPolicy.of(Map.of(), Set.of("registry.example.com"));
        assertRefused(listed, SignatureInvalid.class);

        policy = KeyPolicy.of(
                Map.of("registry.example.com/acme", List.of("00".repeat(20))), Set.of("registry.example.com"));
        assertRefused(new Claims(), Unsigned.class);
    }

    @Test
    void asksForThePinnedKey() throws Exception {
        SigningKeys author = SigningKeys.ed25519().withSubkey();
        String spaced = author.fingerprint().toLowerCase(Locale.ROOT).replaceAll("(....)", "$1 ");
        policy = KeyPolicy.of(Map.of("Registry.Example.com/Acme", List.of("00".repeat(20), spaced)), Set.of());

        assertThat(verify(Claims.signedBy(author)).keyFingerprint()).isEqualTo(author.fingerprint());
        assertRefused(Claims.signedBy(SigningKeys.ed25519()), KeyChanged.class);
    }

    @Test
    void pinsHashicorpsOwnNamespaceOutOfTheBox() throws Exception {
        Claims claims = Claims.signedBy(SigningKeys.ed25519());
        claims.provider = ProviderAddress.parse("hashicorp/aws");
        assertThatThrownBy(() -> verify(claims))
                .isInstanceOf(KeyChanged.class)
                .hasMessageContaining("C874011F0AB405110D02105534365D9472D7468F");

        claims.provider = ProviderAddress.parse("registry.opentofu.org/hashicorp/aws");
        assertThat(verify(claims).sha256()).isEqualTo(SHASUM);
    }

    @Test
    void takesATrustSignatureOfThePartnerKey() throws Exception {
        SigningKeys partner = SigningKeys.rsa();
        SigningKeys author = SigningKeys.ed25519();
        Claims claims = Claims.signedBy(author);
        String trust = SigningKeys.armor(partner.sign(author.encoded()));
        claims.keys.set(0, new SigningKey(author.armored(), trust));
        assertRefused(claims, TrustSignatureInvalid.class);

        policy = policy.withPartnerKey(new PartnerKey(partner.armored()));
        assertThat(verify(claims).keyFingerprint()).isEqualTo(author.fingerprint());
    }

    @Test
    void refusesATrustSignatureOverAnotherKeyOrThatCannotBeRead() {
        SigningKeys partner = SigningKeys.rsa();
        SigningKeys author = SigningKeys.ed25519();
        policy = policy.withPartnerKey(new PartnerKey(partner.armored()));
        Claims claims = Claims.signedBy(author);
        String overAnother =
                SigningKeys.armor(partner.sign(SigningKeys.ed25519().encoded()));
        for (String trust : List.of("nonsense", overAnother)) {
            claims.keys.set(0, new SigningKey(author.armored(), trust));
            assertRefused(claims, TrustSignatureInvalid.class);
        }
    }

    private VerifiedChecksum verify(Claims claims) throws VerificationException {
        return new ShasumsVerifier(policy, Clock.fixed(NOW, ZoneOffset.UTC)).verify(claims.claim());
    }

    private void assertRefused(Claims claims, Class<? extends VerificationException> cause) {
        assertThatThrownBy(() -> verify(claims)).isExactlyInstanceOf(cause);
    }

    private static byte[] signedAt(SigningKeys author, Claims claims, Instant at) {
        return author.sign(claims.shasums, PGPSignature.BINARY_DOCUMENT, HashAlgorithmTags.SHA256, at);
    }

    private static byte[] concat(byte[] left, byte[] right) {
        byte[] both = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, both, left.length, right.length);
        return both;
    }
}
