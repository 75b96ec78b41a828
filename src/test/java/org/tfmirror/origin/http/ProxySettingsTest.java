package org.tfmirror.origin.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.origin.client.TestConfig;
import org.tfmirror.origin.guard.HostPort;

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
            strings = {
                "example.com",
                "EXAMPLE.com",
                ".example.com",
                "*.example.com",
                "*.EXAMPLE.com:443",
                "example.com.",
                "x, example.com ,y",
                "x example.com y",
                "*",
                "x,*",
                "a.example.com:443"
            })
    void noProxyCovers(String noProxy) {
        assertThat(through(noProxy).towards(target("a.example.com"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ple.com",
                "*ple.com",
                "*.a.example.com",
                "b.example.com",
                "a.example.com:8443",
                "com.example",
                "10.0.0.0/8",
                "10.0.0.0/99",
                "[::1",
                ":443",
                "a.*.com"
            })
    void noProxyDoesNotCover(String noProxy) {
        assertThat(through(noProxy).towards(target("a.example.com"))).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "example.com, example.com",
        ".example.com, example.com",
        "10.0.0.0/8, 10.1.2.3",
        "10.1.2.3, 10.1.2.3",
        "10.1.2.3:443, 10.1.2.3",
        "10.0.0.0/8 192.168.0.0/16, 192.168.7.7",
        "fd00::/8, [fd00::7]",
        "0:0:0:0:0:0:0:7, [::7]",
        "[fd00::7]:443, [fd00::7]",
        "fd00::7, fd00::7",
        "b\u00fccher.test, xn--bcher-kva.test",
        "'', localhost",
        "'', 127.8.8.8",
        "'', [::1]"
    })
    void noProxyCoversAddressesAndNamesOfAnySpelling(String noProxy, String host) {
        assertThat(through(noProxy).towards(target(host))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "*.example.com, example.com",
        "10.0.0.0/8, 11.1.2.3",
        "10.1.2.3, 10.1.2.30",
        "10.1.2.3:8443, 10.1.2.3",
        "fd00::/8, [fe00::7]",
        "1.2.3, 11.2.3",
    })
    void noProxyDoesNotCoverOthers(String noProxy, String host) {
        assertThat(through(noProxy).towards(target(host))).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "proxy, http, proxy, 80, ,",
        "HTTPS://proxy.corp.test/, https, proxy.corp.test, 443, ,",
        "http://proxy:3128/x?y#z, http, proxy, 3128, ,",
        "http://[fd00::7]:3128, http, [fd00::7], 3128, ,",
        "http://us%3Aer:p%40ss@proxy:1, http, proxy, 1, us:er, p@ss",
        "http://user:p@s s^100%#@proxy:1, http, proxy, 1, user, p@s s^100%#",
        "user@proxy:1, http, proxy, 1, user, ''"
    })
    void aProxyIsWrittenAsTerraformOrCurlTakeIt(
            String text, String scheme, String host, int port, String user, String password) {
        ProxyServer proxy = ProxyServer.parse(text);

        assertThat(proxy.scheme()).isEqualTo(scheme);
        assertThat(proxy.address()).isEqualTo(new HostPort(host, port));
        assertThat(proxy.login().map(ProxyServer.Login::user)).isEqualTo(Optional.ofNullable(user));
        assertThat(proxy.login().map(ProxyServer.Login::password)).isEqualTo(Optional.ofNullable(password));
        assertThat(proxy.toString()).doesNotContain("p@");
    }

    @ParameterizedTest
    @ValueSource(strings = {"socks5://proxy:1080", "http:///x", "http://proxy:99999", "http://a b:80"})
    void somethingElseNamesItsKey(String proxy) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProxySettings.of(TestConfig.of(Map.of("proxy", proxy)), Map.of()))
                .withMessageContaining("tfmirror.origin.proxy");
    }

    private static ProxySettings through(String noProxy) {
        return ProxySettings.of(
                TestConfig.of(Map.of()), Map.of("HTTPS_PROXY", "http://proxy.corp.example:3128", "NO_PROXY", noProxy));
    }

    private static HostPort target(String host) {
        return new HostPort(host, 443);
    }
}
