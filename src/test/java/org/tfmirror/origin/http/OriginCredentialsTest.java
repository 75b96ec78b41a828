package org.tfmirror.origin.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.origin.client.TestConfig;
import org.tfmirror.test.CapturedLog;

@DisplayNameGeneration(ReplaceUnderscores.class)
class OriginCredentialsTest {

    private static final String KEY = "credentials.\"registry.corp.test\"";

    @Test
    void a_key_is_for_its_host() {
        OriginCredentials credentials = of(Map.of(KEY, "s3cret"), Map.of());

        assertThat(credentials.of("registry.corp.test").orElseThrow().header()).isEqualTo("Bearer s3cret");
        assertThat(credentials.of("registry.corp.test:8443")).isEmpty();
        assertThat(credentials.of("other.corp.test")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "TF_TOKEN_registry_corp_test, registry.corp.test",
        "TF_TOKEN_REGISTRY_corp_test, registry.corp.test",
        "TF_TOKEN_my__registry_corp_test, my-registry.corp.test",
        "TF_TOKEN_my-registry.corp.test, my-registry.corp.test",
        "TF_TOKEN_xn____caf__dma_test, xn--caf-dma.test",
        "TF_TOKEN_café_test, xn--caf-dma.test"
    })
    void a_variable_is_spelled_as_for_terraform(String variable, String host) {
        Map<String, String> settings = Map.of(
                "allowed-hostnames", host + ",registry.test", "services.\"registry.test\"", "https://" + host + "/");

        assertThat(of(settings, Map.of(variable, "s3cret")).of("registry.test"))
                .hasValueSatisfying(found -> assertThat(found.name()).isEqualTo(variable));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "other.test", "registry.corp.test:8443"})
    void a_variable_counts_for_allowed_hostnames_only(String allowed) {
        Map<String, String> settings = allowed.isEmpty() ? Map.of() : Map.of("allowed-hostnames", allowed);
        try (CapturedLog log = new CapturedLog()) {
            OriginCredentials credentials = of(settings, Map.of("TF_TOKEN_registry_corp_test", "s3cret"));

            assertThat(credentials.of("registry.corp.test")).isEmpty();
            assertThat(log.lines()).anyMatch(line -> line.contains("credential ignored"));
            assertThat(log.lines()).noneMatch(line -> line.contains("s3cret"));
        }
    }

    @Test
    void a_key_comes_before_a_variable() {
        OriginCredentials credentials = of(
                Map.of(KEY, "key", "allowed-hostnames", "registry.corp.test"),
                Map.of("TF_TOKEN_registry_corp_test", "variable"));

        assertThat(credentials.of("registry.corp.test").orElseThrow().header()).isEqualTo("Bearer key");
    }

    @Test
    void where_a_service_is_elsewhere_its_host_counts() {
        Map<String, String> settings = Map.of(
                "services.\"registry.terraform.io\"",
                "https://mirror.corp.test:8443/v1/registry/registry.terraform.io/providers/",
                "credentials.\"mirror.corp.test:8443\"",
                "mirror",
                "credentials.\"registry.terraform.io\"",
                "never-sent-elsewhere");

        assertThat(of(settings, Map.of())
                        .of("registry.terraform.io")
                        .orElseThrow()
                        .header())
                .isEqualTo("Bearer mirror");
    }

    @Test
    void what_comes_by_a_login_is_private_unless_declared() {
        assertThat(of(Map.of(KEY, "s3cret"), Map.of()).isPrivate("registry.corp.test"))
                .isTrue();
        assertThat(of(Map.of(KEY, "s3cret"), Map.of()).ofPrivateHosts()).containsExactly("tfmirror.origin." + KEY);
        OriginCredentials declared = of(Map.of(KEY, "s3cret", "public-hostnames", "Registry.Corp.test:443"), Map.of());
        assertThat(declared.isPrivate("registry.corp.test")).isFalse();
        assertThat(declared.ofPrivateHosts()).isEmpty();
        assertThat(declared.isPrivate("other.test")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "credentials.\"registry.corp.test\", s3cret with blanks",
        "credentials.\"registry.corp.test\", s3crét",
        "credentials.\"https://registry.corp.test\", s3cret",
        "public-hostnames, https://x",
    })
    void a_wrong_value_names_its_key_and_not_its_token(String key, String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(Map.of(key, value), Map.of()))
                .withMessageContaining("tfmirror.origin." + key)
                .satisfies(refused -> assertThat(refused).hasMessageNotContaining("s3cr"));
    }

    @Test
    void one_host_has_one_key() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> of(Map.of(KEY, "s3cret", "credentials.\"registry.corp.test:443\"", "s3cret"), Map.of()))
                .withMessageContaining("another key names the same host");
    }

    @Test
    void a_credential_for_a_service_without_tls_is_refused() {
        Map<String, String> settings = new HashMap<>(Map.of(
                "services.\"registry.corp.test\"",
                "http://inner.corp.test:8080/",
                "allowed-hostnames",
                "inner.corp.test:8080"));
        settings.put("credentials.\"inner.corp.test:8080\"", "s3cret");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(settings, Map.of()))
                .withMessageContaining("over TLS only");
    }

    @Test
    void nothing_shows_a_token() {
        Credential credential =
                of(Map.of(KEY, "s3cret"), Map.of()).of("registry.corp.test").orElseThrow();

        assertThat(credential).hasToString("tfmirror.origin." + KEY);
    }

    private static OriginCredentials of(Map<String, String> settings, Map<String, String> environment) {
        return OriginCredentials.of(TestConfig.of(settings), environment);
    }
}
