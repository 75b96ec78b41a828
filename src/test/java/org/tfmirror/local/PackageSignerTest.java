package org.tfmirror.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureList;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.bc.BcPGPObjectFactory;
import org.bouncycastle.openpgp.bc.BcPGPPublicKeyRing;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageSignerTest {

    private static final byte[] DOCUMENT = "abc  file.zip\n".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    @Test
    void whatItSignsIsVerifiedByItsArmoredKey() throws Exception {
        PackageSigner signer = PackageSigner.generate();

        byte[] signature = signer.sign(DOCUMENT);

        assertThat(verifies(signer, signature, DOCUMENT)).isTrue();
        assertThat(verifies(signer, signature, "other".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(read(signature).getHashAlgorithm()).isEqualTo(HashAlgorithmTags.SHA512);
    }

    @Test
    void theKeySaysThatItMaySignAndBelongsToItself() throws Exception {
        PackageSigner signer = PackageSigner.generate();

        PGPPublicKey key = publicKey(signer);
        PGPSignature own = key.getSignatures().next();
        own.init(new BcPGPContentVerifierBuilderProvider(), key);

        assertThat(own.verifyCertification(key.getUserIDs().next(), key)).isTrue();
        assertThat(own.getHashedSubPackets().getKeyFlags()).isEqualTo(3);
        assertThat("%016X".formatted(key.getKeyID())).isEqualTo(signer.keyId());
        assertThat(signer.fingerprint()).hasSize(40).endsWith(signer.keyId());
    }

    @Test
    void theKeyIsKeptForItsOwnerAlone() throws IOException {
        Path file = folder.resolve("signing-key");

        PackageSigner first = PackageSigner.loadOrCreate(file);
        PackageSigner second = PackageSigner.loadOrCreate(file);

        assertThat(second.sign(DOCUMENT)).isEqualTo(first.sign(DOCUMENT));
        assertThat(second.asciiArmor()).isEqualTo(first.asciiArmor());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aFileThatHoldsNoKeyIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("signing-key"), "nothing");

        assertThatThrownBy(() -> PackageSigner.loadOrCreate(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void twoKeysDiffer() {
        assertThat(PackageSigner.generate().fingerprint())
                .isNotEqualTo(PackageSigner.generate().fingerprint());
    }

    private static boolean verifies(PackageSigner signer, byte[] signature, byte[] document) throws Exception {
        PGPSignature read = read(signature);
        read.init(new BcPGPContentVerifierBuilderProvider(), publicKey(signer));
        read.update(document);
        return read.verify();
    }

    private static PGPSignature read(byte[] signature) throws IOException {
        return ((PGPSignatureList) new BcPGPObjectFactory(signature).nextObject()).get(0);
    }

    private static PGPPublicKey publicKey(PackageSigner signer) throws IOException {
        byte[] armored = signer.asciiArmor().getBytes(StandardCharsets.US_ASCII);
        return new BcPGPPublicKeyRing(PGPUtil.getDecoderStream(new ByteArrayInputStream(armored))).getPublicKey();
    }
}
