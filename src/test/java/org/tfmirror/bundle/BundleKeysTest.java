package org.tfmirror.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class BundleKeysTest {

    private static final byte[] MESSAGE = "manifest".getBytes(UTF_8);

    private final TestBundleKeys.Pair outside = TestBundleKeys.pair();
    private final BundleKeys signer = BundleKeys.of(outside.signing(), List.of());

    @Test
    void whoTrustsTheKeyKnowsTheSigner() {
        BundleKeys inside = BundleKeys.of(null, List.of(TestBundleKeys.pair().trusted(), outside.trusted()));

        assertThat(inside.signerOf(MESSAGE, signer.sign(MESSAGE))).isEqualTo(signer.keyId());
    }

    @Test
    void theJdkMakesAndChecksTheSameSignature() throws GeneralSecurityException {
        Signature jdk = Signature.getInstance("Ed25519");
        jdk.initSign(KeyFactory.getInstance("Ed25519")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(outside.signing()))));
        jdk.update(MESSAGE);
        byte[] made = jdk.sign();
        jdk.initVerify(KeyFactory.getInstance("Ed25519")
                .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(outside.trusted()))));
        jdk.update(MESSAGE);

        assertThat(jdk.verify(signer.sign(MESSAGE))).isTrue();
        assertThat(signer.sign(MESSAGE)).isEqualTo(made);
    }

    @Test
    void thePublicHalfIsWhatTheOtherSideTrusts() {
        BundleKeys inside = BundleKeys.of(null, List.of(signer.publicPem().orElseThrow()));

        assertThat(inside.signerOf(MESSAGE, signer.sign(MESSAGE))).isPresent();
    }

    @Test
    void anotherKeyOrMessageOrNoSignatureIsRefused() {
        BundleKeys inside = BundleKeys.of(null, List.of(TestBundleKeys.pair().trusted()));

        assertThat(inside.signerOf(MESSAGE, signer.sign(MESSAGE))).isEmpty();
        assertThat(signer.signerOf("other".getBytes(UTF_8), signer.sign(MESSAGE)))
                .isEmpty();
        assertThat(signer.signerOf(MESSAGE, new byte[0])).isEmpty();
        assertThat(signer.signerOf(MESSAGE, new byte[64])).isEmpty();
    }

    @Test
    void aWrongKeyIsToldByItsNameAndNotRepeated() {
        assertThatThrownBy(() -> BundleKeys.of("c2VjcmV0", List.of()))
                .hasMessageContaining("tfmirror.bundle.signing-key")
                .hasMessageNotContaining("c2VjcmV0");
        assertThatThrownBy(() -> BundleKeys.of(null, List.of(outside.signing())))
                .hasMessageContaining("tfmirror.bundle.trusted-keys");
    }

    @Test
    void withoutKeysNothingIsSignedOrTrusted() {
        BundleKeys none = BundleKeys.of(null, List.of());

        assertThat(none.canSign()).isFalse();
        assertThat(none.trustsOthers()).isFalse();
        assertThat(none.signerOf(MESSAGE, signer.sign(MESSAGE))).isEmpty();
    }
}
