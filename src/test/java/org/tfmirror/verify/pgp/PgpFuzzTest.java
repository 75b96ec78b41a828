package org.tfmirror.verify.pgp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tfmirror.fuzz.Fuzz;
import org.tfmirror.test.SigningKeys;
import org.tfmirror.verify.Claims;
import org.tfmirror.verify.VerificationException.SignatureInvalid;

/** The readers of OpenPGP data as origins send them: a value or a refusal comes out, and nothing else. */
class PgpFuzzTest {

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
    void armor() {
        List<String> corpus = List.of(
                SigningKeys.ed25519().armored(), SigningKeys.rsa().withSubkey().armored());
        Fuzz.of("armor", MalformedPgpException.class).texts(corpus, ARMOR_WORDS, text -> {
            byte[] decoded = Armor.decode(text, Armor.PUBLIC_KEY);

            assertThat(decoded.length).isLessThanOrEqualTo(text.length());
        });
    }

    @Test
    void packets() {
        List<byte[]> corpus = List.of(
                SigningKeys.ed25519().encoded(),
                SigningKeys.rsa().withSubkey().encoded(),
                new byte[] {(byte) 0xb4, 0},
                new byte[] {(byte) 0xcd, (byte) 0xff, 0, 0, 0, 1, 'a', (byte) 0xcd, 1, 'b'});
        Fuzz.of("OpenPGP packets", MalformedPgpException.class).bytes(corpus, List.of(), bytes -> {
            List<PgpPacket> packets = PgpPacket.split(bytes);

            // What parses is all of it, in order.
            assertThat(packets.stream().mapToInt(each -> each.encoded().length).sum())
                    .isEqualTo(bytes.length);
            assertThat(packets).allSatisfy(each -> assertThat(each.tag()).isBetween(0, 63));
        });
    }

    @Test
    void certificates() {
        List<byte[]> corpus = List.of(
                SigningKeys.ed25519().withSubkey().encoded(),
                SigningKeys.rsa().withSubkey().subkeyRevoked().encoded(),
                SigningKeys.ed25519().revoked().encoded());
        Fuzz.of("OpenPGP certificates", MalformedPgpException.class).bytes(corpus, List.of(), bytes -> {
            assertThat(CertificateReader.readAll(bytes))
                    .isNotEmpty()
                    .allSatisfy(each -> assertThat(each.fingerprint()).matches("[0-9A-F]{40}"));
        });
    }

    @Test
    void detachedSignatures() {
        byte[] document = Claims.bytes("document");
        List<byte[]> corpus =
                List.of(SigningKeys.ed25519().sign(document), SigningKeys.rsa().sign(document));
        Fuzz.of("OpenPGP signatures", SignatureInvalid.class).bytes(corpus, ARMOR_WORDS, bytes -> {
            assertThat(DetachedSignature.readAll(bytes)).isNotEmpty();
        });
    }
}
