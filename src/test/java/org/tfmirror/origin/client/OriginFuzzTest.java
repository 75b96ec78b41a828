package org.tfmirror.origin.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tfmirror.fuzz.Fuzz;
import org.tfmirror.origin.OriginException;
import org.tfmirror.origin.PackageMetadata;
import org.tfmirror.origin.guard.AddressGuard;
import org.tfmirror.origin.guard.AllowedHosts;
import org.tfmirror.origin.guard.GuardedDnsResolver;
import org.tfmirror.origin.guard.HostPort;
import org.tfmirror.origin.guard.PublicAddresses;
import org.tfmirror.origin.http.JsonResponse;
import org.tfmirror.origin.http.RetryAfter;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/** What an origin says, read: a fact about the package that was asked for, or a cause; and never a private address. */
class OriginFuzzTest {

    private static final List<String> URLS = List.of(
            "https://127.0.0.1/",
            "https://[::1]/",
            "//10.0.0.1/",
            "file:///etc/passwd",
            "http://a.example/",
            "https://u:p@a.example/",
            "mailto:a@b",
            "https://2130706433/",
            "https://[2606:4700::1111%1]/",
            "..",
            "?x",
            "#",
            "%",
            "https://a.example:65536/",
            "https://localhost./",
            "linux_arm64",
            "zh:" + "0".repeat(64));

    private static final PackageId WANTED = new PackageId(
            ProviderAddress.parse("registry.example.com/acme/demo"),
            ProviderVersion.parse("1.2.3"),
            Platform.parse("linux_amd64"));

    private final AddressGuard guard = new AddressGuard(new AllowedHosts(Set.of()), Optional.empty());
    private final URI document = URI.create("https://registry.example.com/v1/providers/acme/demo/1.2.3");

    @TempDir
    Path directory;

    @Test
    void packageMetadata() {
        String full = SampleRegistry.metadataJson(
                "packages",
                "{\"linux_amd64\":{\"hashes\":[\"zh:%s\",\"h9:x\"],\"package_size\":7}}"
                        .formatted(SampleRegistry.SHASUM));
        Fuzz.of("package metadata", OriginException.class)
                .json(List.of(SampleRegistry.metadataJson(), full), URLS, json -> {
                    PackageMetadata read =
                            new PackageResponse(WANTED, JsonResponse.parse(document, json), guard).read();

                    assertThat(read.filename()).doesNotContain("/", "\\", " ");
                    for (URI url : List.of(read.downloadUrl(), read.shasumsUrl(), read.shasumsSignatureUrl())) {
                        assertThat(url.getScheme()).isEqualToIgnoringCase("https");
                        assertThat(url.getUserInfo()).isNull();
                    }
                });
    }

    /** The whole client over the wire, for what is not in one class: discovery and the list of versions. */
    @Test
    void discoveryAndVersions() {
        try (SampleRegistry registry = new SampleRegistry(directory)) {
            String versions = "{\"versions\":[{\"version\":\"2.0.0\",\"protocols\":[\"5.0\"],"
                    + "\"platforms\":[{\"os\":\"linux\",\"arch\":\"amd64\"}]},{\"version\":\"v1\"}],\"warnings\":null}";
            Fuzz.of("versions", OriginException.class).oneIn(10).json(List.of(versions), URLS, json -> {
                registry.origin.on(SampleRegistry.VERSIONS, Reply.bytes(json));
                assertThat(registry.client().availableVersions(registry.provider()))
                        .doesNotHaveDuplicates();
            });
            registry.origin.on(SampleRegistry.VERSIONS, Reply.json(versions));
            Fuzz.of("discovery", OriginException.class)
                    .oneIn(10)
                    .json(List.of("{\"providers.v1\":\"/v1/providers/\",\"modules.v1\":\"/x/\"}"), URLS, json -> {
                        registry.clock.advance(Duration.ofHours(1)); // so that nothing is remembered
                        registry.origin.on(SampleRegistry.DISCOVERY, Reply.bytes(json));
                        registry.client().availableVersions(registry.provider());
                    });
        }
    }

    /** The guard and the resolver agree: what the one lets pass, the other takes, and what it takes is public. */
    @Test
    void urls() {
        List<String> corpus = List.of(
                "https://releases.example.com/demo.zip?x=1",
                "https://8.8.8.8:8443/a",
                "https://[2606:4700::1111]/a",
                "https://a-b.example/");
        List<String> words = List.of(
                "[",
                "]",
                "%1",
                "%25lo",
                "::ffff:",
                "127.0.0.1",
                "0x7f",
                "0177",
                "@",
                ":0",
                ".",
                "localhost",
                "http",
                "64:ff9b::",
                "2002:7f00:1::",
                "xn--",
                "%00",
                "%C3%BC",
                "\uff11",
                "\u3002",
                " ",
                "|",
                "\\",
                "_");
        GuardedDnsResolver resolver = new GuardedDnsResolver(
                host -> new InetAddress[] {InetAddress.getByAddress(host, new byte[] {8, 8, 8, 8})},
                new AllowedHosts(Set.of()),
                Optional.empty());
        Fuzz.of("URL", OriginException.class).texts(corpus, words, text -> {
            JsonResponse answer =
                    JsonResponse.parse(document, new ObjectMapper().writeValueAsBytes(Map.of("url", text)));
            URI url = answer.url("url");
            guard.checkUrl(url);

            String host = HostPort.of(url).host().replaceAll("[\\[\\]]", "");
            assertThat(resolver.resolve(host, HostPort.of(url).port())).isNotEmpty();
            if (host.matches("[0-9.]+|.*:.*")) {
                assertThat(PublicAddresses.contains(InetAddress.getByName(host)))
                        .isTrue();
            }
        });
    }

    @Test
    void retryAfter() {
        SettableClock clock = new SettableClock();
        List<String> corpus = List.of("120", "Fri, 31 Dec 2027 23:59:59 GMT", "Friday, 31-Dec-27 23:59:59 GMT", " 7 ");
        Fuzz.of("Retry-After", OriginException.class).texts(corpus, List.of("GMT", "-", "+", "e9", ","), text -> {
            Duration wait = RetryAfter.parse(text, clock);
            if (wait != null) {
                assertThat(wait).isPositive().isLessThanOrEqualTo(RetryAfter.LONGEST);
            }
        });
    }

    @Test
    void hostsAndPorts() {
        List<String> corpus = List.of("registry.example.com", "localhost:8443", "[::1]:443", "10.0.0.1:1");
        Fuzz.of("host:port", IllegalArgumentException.class).texts(corpus, List.of(":", "[", "]", "65536"), text -> {
            HostPort read = HostPort.parse(text);

            assertThat(HostPort.parse(read.toString())).isEqualTo(read);
        });
    }

    @Test
    void jsonInDoubtfulEncodings() {
        String json = "{\"providers.v1\":\"/v1/\u00e9/\"}";
        List<byte[]> corpus = List.of(
                json.getBytes(StandardCharsets.UTF_8),
                ("\ufeff" + json).getBytes(StandardCharsets.UTF_8),
                json.getBytes(StandardCharsets.ISO_8859_1));
        Fuzz.of("JSON encodings", OriginException.class).bytes(corpus, List.of("{", "}", "\"", "\\u"), bytes -> {
            JsonResponse.parse(document, bytes);
        });
    }
}
