package org.tfmirror.origin.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tfmirror.origin.OriginConfig;

class OriginConfigTest {

    @Test
    void theDefaultsAreTheDocumentedOnes() {
        OriginConfig config = TestConfig.of(Map.of());

        assertThat(config.defaultHostname()).isEqualTo("registry.terraform.io");
        assertThat(config.allowedHostnames()).isEmpty();
        assertThat(config.caBundle()).isEmpty();
        assertThat(config.connectTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.responseTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.stallTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.minimumRate().asLongValue()).isEqualTo(1024);
        assertThat(config.maxDocumentSize().asLongValue()).isEqualTo(4 * 1024 * 1024);
        assertThat(config.maxArchiveSize().asLongValue()).isEqualTo(2L * 1024 * 1024 * 1024);
        assertThat(config.maxRedirects()).isEqualTo(5);
        assertThat(config.maxConnectionsPerHost()).isEqualTo(16);
        assertThat(config.proxy()).isEmpty();
        assertThat(config.noProxy()).isEmpty();
    }

    @Test
    void everyKeyIsRead() {
        OriginConfig config = TestConfig.of(Map.ofEntries(
                Map.entry("default-hostname", "registry.opentofu.org"),
                Map.entry("allowed-hostnames", "a.example,b.example:8443"),
                Map.entry("ca-bundle", "/etc/ca.pem"),
                Map.entry("connect-timeout", "1s"),
                Map.entry("response-timeout", "2s"),
                Map.entry("stall-timeout", "500ms"),
                Map.entry("minimum-rate", "0"),
                Map.entry("max-document-size", "1M"),
                Map.entry("max-archive-size", "300M"),
                Map.entry("max-redirects", "0"),
                Map.entry("max-connections-per-host", "3"),
                Map.entry("proxy", "http://proxy.example:3128"),
                Map.entry("no-proxy", "c.example,d.example")));

        assertThat(config.defaultHostname()).isEqualTo("registry.opentofu.org");
        assertThat(config.allowedHostnames().orElseThrow()).containsExactlyInAnyOrder("a.example", "b.example:8443");
        assertThat(config.caBundle()).contains(Path.of("/etc/ca.pem"));
        assertThat(config.connectTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.responseTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.stallTimeout()).isEqualTo(Duration.ofMillis(500));
        assertThat(config.minimumRate().asLongValue()).isZero();
        assertThat(config.maxDocumentSize().asLongValue()).isEqualTo(1024 * 1024);
        assertThat(config.maxArchiveSize().asLongValue()).isEqualTo(300 * 1024 * 1024);
        assertThat(config.maxRedirects()).isZero();
        assertThat(config.maxConnectionsPerHost()).isEqualTo(3);
        assertThat(config.proxy()).contains("http://proxy.example:3128");
        assertThat(config.noProxy().orElseThrow()).containsExactly("c.example", "d.example");
    }

    @ParameterizedTest
    @CsvSource({
        "connect-timeout, 0s",
        "response-timeout, 0s",
        "stall-timeout, -1s",
        "minimum-rate, -1",
        "max-document-size, 0",
        "max-archive-size, 0",
        "max-redirects, -1",
        "max-connections-per-host, 0",
        "ca-bundle, /nowhere/ca.pem",
        "allowed-hostnames, https://x",
        "proxy, socks5://x",
        "services.\"registry.test\", https://a b/",
        "services.\"a_b.test\", https://registry.test/"
    })
    void aWrongValueStopsTheStartAndNamesItsKey(String key, String value) {
        assertThatException()
                .isThrownBy(() -> OriginClient.create(TestConfig.of(Map.of(key, value)), Map.of(), Clock.systemUTC()))
                .withMessageContaining("tfmirror.origin." + key);
    }
}
