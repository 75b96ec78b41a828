package org.tfmirror.origin.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.origin.OriginException.AddressRefused;

class AddressGuardTest {

    private static final AddressGuard OPEN = guard(Set.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://releases.example.com/demo.zip", "HTTPS://example.com/", "https://example.com:8443/demo.zip",
                "https://8.8.8.8/demo.zip", "https://[2606:4700::1111]/demo.zip", "https://1e100.net/",
                "https://3.example/"
            })
    void letsPublicUrlsPass(String url) {
        assertThatCode(() -> OPEN.checkUrl(URI.create(url))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.com/demo.zip",
                "ftp://example.com/demo.zip",
                "file:///etc/passwd",
                "jar:file:/x!/y",
                "data:text/plain,x",
                "demo.zip",
                "https:/demo.zip",
                "https://user@example.com/",
                "https://user:secret@example.com/",
                "https://example.com:0/",
                "https://example.com:65536/",
                "https://localhost/",
                "https://LOCALHOST/",
                "https://localhost./",
                "https://x.localhost/",
                "https://127.0.0.1/",
                "https://127.0.0.1.:443/",
                "https://127.1/",
                "https://2130706433/",
                "https://0x7f000001/",
                "https://0x7f.0.0.1/",
                "https://0177.0.0.1/",
                "https://a.0x7f/",
                "https://10.0.0.1/",
                "https://169.254.169.254/latest/meta-data",
                "https://[::1]/",
                "https://[::ffff:127.0.0.1]/",
                "https://[::ffff:7f00:1]/",
                "https://[fd00:ec2::254]/",
                "https://[::127.0.0.1]/",
                "https://[0:0:0:0:0:ffff:a00:1]/",
                "https://[::ffff:0:127.0.0.1]/",
                "https://[2002:a9fe:a9fe::1]/",
                "https://0/",
                "https://0.0.0.0/",
                "https://0x0a000001/",
                "https://10.1/",
                "https://127%2e0.0.1/",
                "https://\uff11\uff12\uff17.0.0.1/",
                "https://127\u30020\u30020\u30021/",
                "https://example.com:-1/",
                "https://a@b@127.0.0.1/",
                "https://[fe80::1%1]/",
                "https://[2606:4700::1111%1]/",
                "https://[2606:4700::1111%25lo]/",
                "https://[64:ff9b::7f00:1]/",
                "https://[2002:7f00:1::]/"
            })
    void refusesOtherUrls(String url) {
        assertThatExceptionOfType(AddressRefused.class)
                .isThrownBy(() -> OPEN.checkUrl(URI.create(url)))
                .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("secret"));
    }

    @Test
    void anAllowedHostMayBePrivateOnThatPortOnly() {
        AddressGuard guard = guard(Set.of("localhost:8444", "10.0.0.7:443", "[::1]:8444"));

        assertThatCode(() -> guard.checkUrl(URI.create("https://localhost:8444/x")))
                .doesNotThrowAnyException();
        assertThatCode(() -> guard.checkUrl(URI.create("http://localhost:8444/x")))
                .doesNotThrowAnyException();
        assertThatCode(() -> guard.checkUrl(URI.create("https://10.0.0.7/x"))).doesNotThrowAnyException();
        assertThatCode(() -> guard.checkUrl(URI.create("https://[::1]:8444/x"))).doesNotThrowAnyException();
        refuses(guard, "https://localhost:8445/x");
        refuses(guard, "https://localhost/x");
        refuses(guard, "https://10.0.0.7:8443/x");
        refuses(guard, "http://10.0.0.7/x");
    }

    @Test
    void anAllowedHostWithoutAPortStaysPublic() {
        refuses(guard(Set.of("localhost")), "https://localhost/x");
        refuses(guard(Set.of("10.0.0.7")), "https://10.0.0.7/x");
    }

    @Test
    void archivesMayComeFromHostsTheListDoesNotName() {
        AddressGuard guard = guard(Set.of("registry.example.com"));

        assertThatCode(() -> guard.checkUrl(URI.create("https://cdn.example.net/x")))
                .doesNotThrowAnyException();
    }

    @Test
    void theProxyItselfIsNoOrigin() {
        AddressGuard guard =
                new AddressGuard(new AllowedHosts(Set.of()), Optional.of(new HostPort("proxy.example.com", 3128)));

        refuses(guard, "https://proxy.example.com:3128/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"registry.terraform.io", "registry.terraform.io:443"})
    void everyPublicRegistryMayBeAskedWithoutAList(String hostname) {
        assertThatCode(() -> OPEN.checkRegistry(hostname)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"registry.example.com:8443", "registry.example.com:80", "8.8.8.8", "127.1", "10.0.0.1"})
    void aRegistryHasANameAndThePortOfHttps(String hostname) {
        assertThatExceptionOfType(AddressRefused.class).isThrownBy(() -> OPEN.checkRegistry(hostname));
    }

    @Test
    void aListNarrowsTheRegistries() {
        AddressGuard guard = guard(Set.of("Registry.Example.com", "mirror.example.com:8443"));

        assertThatCode(() -> guard.checkRegistry("registry.example.com")).doesNotThrowAnyException();
        assertThatCode(() -> guard.checkRegistry("registry.example.com:443")).doesNotThrowAnyException();
        assertThatCode(() -> guard.checkRegistry("mirror.example.com:8443")).doesNotThrowAnyException();
        assertThatExceptionOfType(AddressRefused.class)
                .isThrownBy(() -> guard.checkRegistry("registry.terraform.io"))
                .withMessageContaining("tfmirror.origin.allowed-hostnames");
        assertThatExceptionOfType(AddressRefused.class).isThrownBy(() -> guard.checkRegistry("mirror.example.com"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "host:", "host:0", "host:99999", "https://host", "user@host", "::1", "a/b"})
    void aListWithSomethingElseNamesItsKey(String entry) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AllowedHosts(Set.of(entry)))
                .withMessageStartingWith("tfmirror.origin.allowed-hostnames: ");
    }

    private static void refuses(AddressGuard guard, String url) {
        assertThatExceptionOfType(AddressRefused.class).isThrownBy(() -> guard.checkUrl(URI.create(url)));
    }

    private static AddressGuard guard(Set<String> allowed) {
        return new AddressGuard(new AllowedHosts(allowed), Optional.empty());
    }
}
