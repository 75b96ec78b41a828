package org.tfmirror.verify.shasums;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tfmirror.fuzz.Fuzz;
import org.tfmirror.test.SigningKeys;
import org.tfmirror.verify.Claims;
import org.tfmirror.verify.SigningKey;
import org.tfmirror.verify.VerificationException;

/** What origins say of an archive: a verdict comes out, and nothing else. */
class ShasumsFuzzTest {

    private static final List<String> ARMOR_WORDS = List.of(
            "-----BEGIN PGP PUBLIC KEY BLOCK-----",
            "-----END PGP PUBLIC KEY BLOCK-----",
            "-----BEGIN PGP SIGNATURE-----",
            "-----END PGP SIGNATURE-----",
            "\n",
            "\n\n",
            "=",
            "Version: 1");

    @Test
    void checksumLists() {
        Claims sound = new Claims();
        String longer = Claims.OTHER_SHASUM + "  other.zip\r\n" + Claims.SHASUM + " *x\n";
        List<byte[]> corpus = List.of(
                sound.shasums,
                Claims.bytes(longer + Claims.SHASUM + "\t" + Claims.FILE),
                Claims.bytes(Claims.SHASUM.toUpperCase(Locale.ROOT) + " " + Claims.FILE + " x\n" + longer));
        List<String> words = List.of(Claims.FILE, Claims.SHASUM, Claims.OTHER_SHASUM, "  ", "\n", "\u000b", "\f");
        Fuzz.of("SHA256SUMS", VerificationException.class).bytes(corpus, words, document -> {
            Claims claims = new Claims();
            claims.shasums = document;
            ShasumsDocument.requireLine(claims.claim());

            assertThat(new String(document, StandardCharsets.ISO_8859_1)).containsIgnoringCase(Claims.SHASUM);
        });
    }

    @Test
    void wholeClaims() {
        SigningKeys author = SigningKeys.ed25519().withSubkey();
        Claims sound = Claims.signedBy(author);
        String armored = author.armored();
        ShasumsVerifier verifier = new ShasumsVerifier(KeyPolicy.of(Map.of(), Set.of()), Clock.systemUTC());
        Fuzz.of("keys", VerificationException.class).texts(List.of(armored), ARMOR_WORDS, key -> {
            Claims claims = new Claims();
            claims.signature = sound.signature;
            claims.keys.add(new SigningKey(key, null));

            assertThat(verifier.verify(claims.claim()).keyFingerprint()).isEqualTo(author.fingerprint());
        });
        Fuzz.of("trust signatures", VerificationException.class).texts(List.of(""), ARMOR_WORDS, trust -> {
            Claims claims = new Claims();
            claims.signature = sound.signature;
            claims.keys.add(new SigningKey(armored, trust));

            verifier.verify(claims.claim());
            assertThat(trust).isBlank();
        });
    }
}
