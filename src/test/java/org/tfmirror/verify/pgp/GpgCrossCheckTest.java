package org.tfmirror.verify.pgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.test.SigningKeys;
import org.tfmirror.verify.Claims;
import org.tfmirror.verify.SigningKey;
import org.tfmirror.verify.VerificationException;
import org.tfmirror.verify.shasums.KeyPolicy;
import org.tfmirror.verify.shasums.ShasumsVerifier;

/** Our verdicts and those of gpg, where it is on the PATH; they differ only on expired keys, as Terraform's do. */
class GpgCrossCheckTest {

    private static final byte[] LATIN_1 = "J\u00f6rg <joerg@example.com>".getBytes(StandardCharsets.ISO_8859_1);

    @TempDir
    Path folder;

    private Gpg gpg;

    @BeforeEach
    void needsGpg() throws IOException {
        assumeTrue(Gpg.isThere(), "gpg is not on the PATH");
        assumeTrue(folder.toString().length() < 80, "the temporary folder's path is too long for gpg's socket");
        Path home = Files.createDirectory(folder.resolve("g"));
        assumeTrue(home.toFile().setReadable(false, false) && home.toFile().setReadable(true, true));
        gpg = new Gpg(home);
    }

    @AfterEach
    void stopAgent() throws Exception {
        if (gpg != null) {
            gpg.stopAgent();
        }
    }

    static Stream<Arguments> ours() {
        return Stream.of(
                key("good", "GOODSIG", SigningKeys::ed25519),
                key("good", "GOODSIG", SigningKeys::rsa),
                key("good", "GOODSIG", () -> SigningKeys.rsa().withSubkey()),
                key("good", "GOODSIG", () -> SigningKeys.withSelfHash(HashAlgorithmTags.SHA1)),
                key("good", "EXPKEYSIG", () -> SigningKeys.expiringAfter(Duration.ofDays(2))),
                key("good", "GOODSIG", () -> SigningKeys.ed25519().userIdSignedWrongly()),
                key(
                        "good",
                        "GOODSIG",
                        () -> SigningKeys.ed25519().userIdRevoked().withUserId(Claims.bytes("Another"))),
                key(
                        "good",
                        "GOODSIG",
                        () -> SigningKeys.ed25519().userIdRevoked().withUserId(LATIN_1)),
                key("key_revoked", "REVKEYSIG", () -> SigningKeys.ed25519().revoked()),
                key("good", "GOODSIG", () -> SigningKeys.ed25519().revokedBy(SigningKeys.ed25519())),
                key(
                        "key_revoked",
                        "REVKEYSIG",
                        () -> SigningKeys.ed25519().withSubkey().subkeyRevoked()),
                key(
                        "key_invalid",
                        "ERRSIG",
                        () -> SigningKeys.ed25519().withSubkey(KeyFlags.SIGN_DATA, false, Duration.ZERO)),
                key("key_invalid", "ERRSIG", () -> SigningKeys.ed25519().withSubkeyBoundBy(SigningKeys.ed25519())),
                key(
                        "good",
                        "EXPKEYSIG",
                        () -> SigningKeys.ed25519().withSubkey(KeyFlags.SIGN_DATA, true, Duration.ofDays(2))),
                key(
                        "key_invalid",
                        "ERRSIG",
                        () -> SigningKeys.ed25519().withSubkey(KeyFlags.ENCRYPT_COMMS, false, Duration.ZERO)),
                key("key_invalid", "ERRSIG", () -> SigningKeys.ed25519().withStolenSubkey(SigningKeys.ed25519())),
                key("key_invalid", "ERRSIG", () -> SigningKeys.withSelfHash(HashAlgorithmTags.MD5)));
    }

    @ParameterizedTest(name = "{index}: {0}, {1}")
    @MethodSource("ours")
    void agreesOnKeysThatWeMade(String verdict, String status, Supplier<SigningKeys> maker) throws Exception {
        SigningKeys author = maker.get();
        Claims claims = Claims.signedBy(author);

        assertThat(verdictOn(claims)).isEqualTo(verdict);
        assertThat(gpg.verify(author.encoded(), claims.shasums, claims.signature))
                .contains("] " + status + " ");
    }

    @Test
    void agreesOnASignatureThatHasExpired() throws Exception {
        SigningKeys author = SigningKeys.ed25519();
        PGPSignatureSubpacketGenerator anHour = new PGPSignatureSubpacketGenerator();
        anHour.setSignatureExpirationTime(true, 3_600);
        Claims claims = Claims.signedBy(author);
        claims.signature = author.sign(
                claims.shasums,
                PGPSignature.BINARY_DOCUMENT,
                HashAlgorithmTags.SHA256,
                SigningKeys.MADE.plus(Duration.ofDays(1)),
                anHour);

        assertThat(verdictOn(claims)).isEqualTo("signature_invalid");
        assertThat(gpg.verify(author.encoded(), claims.shasums, claims.signature))
                .contains("] EXPSIG ")
                .doesNotContain("] GOODSIG ");
    }

    @Test
    void agreesOnSeveralSignaturesOfWhichOneIsBad() throws Exception {
        SigningKeys author = SigningKeys.ed25519();
        Claims claims = Claims.signedBy(author);
        byte[] good = claims.signature;
        byte[] bad = author.sign(Claims.bytes("other"));

        for (byte[] several : List.of(joined(bad, good), joined(good, bad), joined(bad, bad))) {
            claims.signature = several;
            assertThat(verdictOn(claims)).isEqualTo("signature_invalid");
            assertThat(gpg.verify(author.encoded(), claims.shasums, several)).contains("] BADSIG ");
        }
        claims.signature = joined(good, good);
        assertThat(verdictOn(claims)).isEqualTo("good");
        assertThat(gpg.verify(author.encoded(), claims.shasums, claims.signature))
                .contains("] GOODSIG ")
                .doesNotContain("] BADSIG ");
    }

    /** By itself gpg takes SHA-1; told that it is weak, as we hold it to be, it agrees. */
    @Test
    void agreesOnSha1WhereGpgIsToldThatItIsWeak() throws Exception {
        SigningKeys author = SigningKeys.rsa();
        Claims claims = Claims.signedBy(author);
        assertThat(gpg.verify(author.encoded(), claims.shasums, claims.signature, "--weak-digest", "SHA1"))
                .contains("] GOODSIG ");

        claims.signature = author.sign(
                claims.shasums,
                PGPSignature.BINARY_DOCUMENT,
                HashAlgorithmTags.SHA1,
                SigningKeys.MADE.plus(Duration.ofDays(1)));

        assertThat(verdictOn(claims)).isEqualTo("signature_weak");
        assertThat(gpg.verify(author.encoded(), claims.shasums, claims.signature, "--weak-digest", "SHA1"))
                .doesNotContain("] GOODSIG ");
    }

    @Test
    void refusesWhatGpgSignedWithAKeyThatWasRevokedSince() throws Exception {
        gpg.run("--quick-generate-key", "author@example.com", "rsa2048", "sign", "never");
        Claims before = signedByGpg("author@example.com");
        assertThat(verdictOn(before)).isEqualTo("good");
        String fingerprint = fingerprint();
        Path certificate = folder.resolve("g/openpgp-revocs.d/" + fingerprint + ".rev");
        // gpg guards against importing it by mistake with a colon before the armor
        Files.writeString(certificate, Files.readString(certificate).replace(":-----BEGIN", "-----BEGIN"));
        gpg.run("--import", certificate.toString());

        before.keys.set(0, new SigningKey(gpg.export("author@example.com"), null));

        assertThat(verdictOn(before)).isEqualTo("key_revoked");
        assertThat(gpg.verify(Claims.bytes(gpg.export("author@example.com")), before.shasums, before.signature))
                .contains("] REVKEYSIG ");
    }

    @Test
    void vouchesForWhatGpgSignedByAnEd25519Subkey() throws Exception {
        gpg.run("--quick-generate-key", "author@example.com", "ed25519", "cert", "never");
        gpg.run("--quick-add-key", fingerprint(), "ed25519", "sign", "never");

        assertThat(verdictOn(signedByGpg("author@example.com"))).isEqualTo("good");
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    @Test
    void agreesOnWeakHashesAndOtherBytes() throws Exception {
        SigningKeys author = SigningKeys.rsa();
        Claims claims = Claims.signedBy(author);
        byte[] other = Claims.bytes("other");

        assertThat(gpg.verify(author.encoded(), other, claims.signature)).contains("] BADSIG ");

        claims.signature = author.sign(
                claims.shasums,
                PGPSignature.BINARY_DOCUMENT,
                HashAlgorithmTags.MD5,
                SigningKeys.MADE.plus(Duration.ofDays(1)));
        assertThat(verdictOn(claims)).isEqualTo("signature_weak");
        assertThat(gpg.verify(author.encoded(), claims.shasums, claims.signature))
                .doesNotContain("] GOODSIG ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa2048", "ed25519", "nistp256", "dsa2048"})
    void vouchesForWhatGpgSigned(String algorithm) throws Exception {
        gpg.run("--quick-generate-key", "author@example.com", algorithm, "sign", "never");

        Claims claims = signedByGpg("author@example.com");

        assertThat(verdictOn(claims)).isEqualTo("good");
    }

    @Test
    void vouchesForWhatGpgSignedByASubkey() throws Exception {
        gpg.run("--quick-generate-key", "author@example.com", "rsa2048", "cert", "never");
        gpg.run("--quick-add-key", fingerprint(), "rsa2048", "sign", "never");

        Claims claims = signedByGpg("author@example.com");

        assertThat(verdictOn(claims)).isEqualTo("good");
    }

    @Test
    void refusesWhatGpgSignedWithSha1() throws Exception {
        gpg.run("--quick-generate-key", "author@example.com", "rsa2048", "sign", "never");

        Claims claims = signedByGpg("author@example.com", "--digest-algo", "SHA1");

        assertThat(verdictOn(claims)).isEqualTo("signature_weak");
    }

    private Claims signedByGpg(String key, String... options) throws Exception {
        Claims claims = new Claims();
        claims.signature = gpg.sign(key, claims.shasums, options);
        claims.keys.add(new SigningKey(gpg.export(key), null));
        return claims;
    }

    private String fingerprint() throws Exception {
        return gpg.run("--with-colons", "--list-keys")
                .lines()
                .filter(line -> line.startsWith("fpr:"))
                .map(line -> line.replaceAll("[^0-9A-F]", ""))
                .findFirst()
                .orElseThrow();
    }

    private static String verdictOn(Claims claims) {
        try {
            new ShasumsVerifier(KeyPolicy.of(Map.of(), Set.of()), Clock.systemUTC()).verify(claims.claim());
            return "good";
        } catch (VerificationException e) {
            return e.code();
        }
    }

    private static Arguments key(String verdict, String status, Supplier<SigningKeys> maker) {
        return Arguments.of(verdict, status, maker);
    }
}
