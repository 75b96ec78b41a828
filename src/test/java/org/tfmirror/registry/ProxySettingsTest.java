package org.tfmirror.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxySettingsTest {

    @Test
    void thereIsNoneByDefault() {
        assertThat(ProxySettings.of(TestConfig.of(Map.of()), Map.of()).towards(target("example.com")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTPS_PROXY", "https_proxy"})
    void theEnvironmentNamesIt(String variable) {
        ProxySettings settings = ProxySettings.of(TestConfig.of(Map.of()), Map.of(variable, "proxy.corp.example:3128"));

        assertThat(settings.towards(target("example.com"))).hasValueSatisfying(proxy -> {
            assertThat(proxy.getHostName()).isEqualTo("proxy.corp.example");
            assertThat(proxy.getPort()).isEqualTo(3128);
            assertThat(proxy.getSchemeName()).isEqualTo("http");
        });
    }

    @Test
    void theConfigurationWinsOverTheEnvironment() {
        ProxySettings settings = ProxySettings.of(
                TestConfig.of(Map.of("proxy", "http://one.example:1", "no-proxy", "a.example")),
                Map.of("HTTPS_PROXY", "http://two.example:2", "NO_PROXY", "b.example"));

        assertThat(settings.address()).contains(new HostPort("one.example", 1));
        assertThat(settings.towards(target("a.example"))).isEmpty();
        assertThat(settings.towards(target("b.example"))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"example.com", "EXAMPLE.com", ".example.com", "x, example.com ,y", "*", "a.example.com:443"})
    void noProxyCovers(String noProxy) {
        assertThat(through(noProxy).towards(target("a.example.com"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ple.com", "b.example.com", "a.example.com:8443", "com.example", "10.0.0.0/8"})
    void noProxyDoesNotCover(String noProxy) {
        assertThat(through(noProxy).towards(target("a.example.com"))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"socks5://proxy:1080", "proxy", "http:///x"})
    void somethingElseNamesItsKey(String proxy) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProxySettings.of(TestConfig.of(Map.of("proxy", proxy)), Map.of()))
                .withMessageContaining("tfmirror.registry.proxy");
    }

    private static ProxySettings through(String noProxy) {
        return ProxySettings.of(
                TestConfig.of(Map.of()), Map.of("HTTPS_PROXY", "http://proxy.corp.example:3128", "NO_PROXY", noProxy));
    }

    private static HostPort target(String host) {
        return new HostPort(host, 443);
    }
}
