package org.tfmirror.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tfmirror.fuzz.Fuzz;
import org.tfmirror.provider.PackageHash;
import org.tfmirror.provider.Sha256;
import org.tfmirror.test.SigningKeys;
import org.tfmirror.verify.VerificationException.SignatureInvalid;

/** The readers of what origins send, before anything about it is known: a verdict comes out, and nothing else. */
class VerifyFuzzTest {

    private static final List<String> ARMOR_WORDS = List.of(
            "-----BEGIN PGP PUBLIC KEY BLOCK-----",
            "-----END PGP PUBLIC KEY BLOCK-----",
            "-----BEGIN PGP SIGNATURE-----",
            "-----END PGP SIGNATURE-----",
            "\n",
            "\n\n",
            "=",
            "Version: 1");

    @TempDir
    Path directory;

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

    @Test
    void archives() {
        List<byte[]> corpus = Stream.of(ZipBytes.Sizes.values())
                .filter(sizes -> sizes != ZipBytes.Sizes.IN_DESCRIPTOR_WITHOUT_SIGNATURE) // refused where it is stored
                .flatMap(sizes -> Stream.of(zip(sizes, false), zip(sizes, true)))
                .toList();
        ArchiveLimits limits = new ArchiveLimits(1 << 20, 200, 100);
        List<String> words = List.of("PK\1\2", "PK\3\4", "PK\5\6", "PK\6\6", "PK\6\7", "PK\7\10", "../", "\0\0");
        Fuzz.of("zip", VerificationException.class).bytes(corpus, words, bytes -> {
            try (ArchiveDigest digest = new ArchiveDigest(limits)) {
                for (int at = 0; at < bytes.length; at += 97) {
                    digest.update(bytes, at, Math.min(97, bytes.length - at));
                }
                ArchiveHashes hashes = digest.finish(Archives.sha256(bytes), bytes.length);
                requireSameBySeeking(bytes, hashes.h1());
            }
        });
    }

    /** What we let pass holds the same for a reader that begins at the end, as Terraform's does. */
    private void requireSameBySeeking(byte[] bytes, PackageHash h1) throws IOException {
        Path file = Files.write(directory.resolve("archive.zip"), bytes);
        SortedMap<String, String> lines = new TreeMap<>();
        try (ZipFile zip = new ZipFile(file.toFile(), StandardCharsets.ISO_8859_1)) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                String hash = Archives.sha256(zip.getInputStream(entry).readAllBytes());
                assertThat(lines.put(entry.getName(), hash + "  " + entry.getName() + "\n"))
                        .isNull();
            }
        } catch (ZipException strict) {
            return; // what nobody unpacks harms nobody
        }
        String all = String.join("", lines.values());
        if (all.chars().allMatch(c -> c < 128)) { // other names are in either of two encodings
            byte[] digest = Sha256.newDigest().digest(all.getBytes(StandardCharsets.US_ASCII));
            assertThat(h1.value()).isEqualTo(Base64.getEncoder().encodeToString(digest));
            assertThat(lines.keySet())
                    .noneMatch(name ->
                            name.startsWith("/") || List.of(name.split("/")).contains(".."));
        }
    }

    private static byte[] zip(ZipBytes.Sizes sizes, boolean zip64) {
        ZipBytes zip = new ZipBytes();
        zip.zip64End = zip64;
        zip.add("LICENSE.txt", "MPL\n").sizes(sizes);
        zip.add("sub/", "");
        zip.add("sub/z", "4".repeat(3000)).deflated().sizes(sizes);
        zip.add("terraform-provider-null_v1.0.0_x5", "hello PK\7\10 and PK\1\2").sizes(sizes);
        return zip.bytes();
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
