package org.tfmirror.verify.shasums;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.verify.ArchiveLimits;
import org.tfmirror.verify.VerificationException.KeyChanged;
import org.tfmirror.verify.VerifyConfig;

class KeyPolicyTest {

    private static final String FINGERPRINT = "AB".repeat(20);

    @ParameterizedTest
    @ValueSource(strings = {"", "ABCD", "0123456789ABCDEF", "ZB01020304050607080910111213141516171819"})
    void refusesAFingerprintThatIsNone(String fingerprint) {
        assertThatThrownBy(() -> KeyPolicy.of(Map.of("example.com/acme", List.of(fingerprint)), Set.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("example.com/acme");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "acme", "example.com/acme/demo", "example.com/", "exa mple.com/acme"})
    void refusesAPinForWhatIsNoNamespace(String namespace) {
        assertThatThrownBy(() -> KeyPolicy.of(Map.of(namespace, List.of(FINGERPRINT)), Set.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesAPinWithoutFingerprints() {
        assertThatThrownBy(() -> KeyPolicy.of(Map.of("example.com/acme", List.of()), Set.of()))
                .hasMessageContaining("at least one");
    }

    @Test
    void replacesTheBuiltInPin() {
        KeyPolicy policy = KeyPolicy.of(Map.of("registry.terraform.io/hashicorp", List.of(FINGERPRINT)), Set.of());
        ProviderAddress aws = ProviderAddress.parse("hashicorp/aws");

        assertThatCode(() -> policy.requirePinned(aws, FINGERPRINT)).doesNotThrowAnyException();
        assertThatThrownBy(() -> policy.requirePinned(aws, KeyPolicy.HASHICORP_FINGERPRINT))
                .isInstanceOf(KeyChanged.class);
    }

    @Test
    void isReadFromTheConfiguration() {
        VerifyConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withDefaultValue(
                        "tfmirror.verify.pinned-keys.\"example.com:8443/acme\"", FINGERPRINT + "," + FINGERPRINT)
                .withDefaultValue("tfmirror.verify.unsigned-hostnames", "registry.opentofu.org")
                .withMapping(VerifyConfig.class)
                .build()
                .getConfigMapping(VerifyConfig.class);

        assertThat(config.pinnedKeys()).containsEntry("example.com:8443/acme", List.of(FINGERPRINT, FINGERPRINT));
        assertThat(config.unsignedHostnames()).contains(Set.of("registry.opentofu.org"));
        assertThat(new VerifyBeans().archiveLimits(config)).isEqualTo(ArchiveLimits.DEFAULT);
    }

    @Test
    void allowsNothingUnsignedByDefault() {
        VerifyConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(VerifyConfig.class)
                .build()
                .getConfigMapping(VerifyConfig.class);

        assertThat(config.pinnedKeys()).isEmpty();
        assertThat(config.unsignedHostnames()).isEmpty();
    }
}
