package org.tfmirror.origin.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.tfmirror.origin.client.SampleRegistry.ascii;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.origin.OriginException;
import org.tfmirror.origin.OriginException.Aborted;
import org.tfmirror.origin.OriginException.HostPaused;
import org.tfmirror.origin.OriginException.RateLimited;
import org.tfmirror.origin.OriginException.ResponseInvalid;
import org.tfmirror.origin.OriginException.Unavailable;
import org.tfmirror.origin.PackageMetadata;
import org.tfmirror.origin.PublicKey;
import org.tfmirror.origin.SignedShasums;
import org.tfmirror.provider.PackageHash;
import org.tfmirror.provider.Platform;

class OriginClientTest {

    @TempDir
    Path directory;

    private SampleRegistry registry;

    @BeforeEach
    void start() {
        registry = new SampleRegistry(directory);
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void listsTheVersionsOnceEachAndSkipsUnparsableOnes() throws OriginException {
        registry.origin.on(SampleRegistry.VERSIONS, Reply.json("""
                {"versions":[{"version":"2.0.0","protocols":["5.0"],"platforms":[{"os":"linux","arch":"amd64"}]},
                             {"version":"v1"},{"version":"1.2"},{"version":"1.2.0"},{"version":"1.3.0-beta1"}],
                 "warnings":null}"""));

        assertThat(registry.client().availableVersions(registry.provider()))
                .extracting(listed -> listed.version().toString())
                .containsExactly("2.0.0", "1.2.0", "1.3.0-beta1");
    }

    @Test
    void passesOnWhatTheRegistryWarnsOfUpToALimit() throws OriginException {
        String many = "\"x\",".repeat(30);
        registry.origin.on(
                SampleRegistry.VERSIONS,
                Reply.json("{\"versions\":[],\"warnings\":[\"moved\\u0000 away\"," + many + "\"last\"]}"));

        assertThat(registry.client().listing(registry.provider()).warnings())
                .startsWith("moved\uFFFD away", "x")
                .hasSize(20);
    }

    @Test
    void knowsWhichPlatformsAVersionHasWhereTheRegistrySaysSo() throws OriginException {
        registry.origin.on(SampleRegistry.VERSIONS, Reply.json("""
                {"versions":[
                  {"version":"1.0.0","platforms":[{"os":"linux","arch":"amd64"},{"os":"Odd OS","arch":"x"}]},
                  {"version":"1.1.0","platforms":[]},
                  {"version":"1.2.0","platforms":null},
                  {"version":"1.3.0"},
                  {"version":"1.4","platforms":[{"os":"linux","arch":"amd64"}]},
                  {"version":"1.4.0","platforms":[{"os":"linux","arch":"arm64"}]},
                  {"version":"1.5","platforms":[{"os":"linux","arch":"amd64"}]},
                  {"version":"1.5.0"}],
                 "warnings":["deprecated"]}"""));

        assertThat(registry.client().availableVersions(registry.provider()))
                .extracting(
                        listed -> listed.version().toString(),
                        listed -> listed.mayHave(Platform.parse("linux_amd64")),
                        listed -> listed.mayHave(Platform.parse("darwin_arm64")))
                .containsExactly(
                        tuple("1.0.0", true, false),
                        tuple("1.1.0", true, true),
                        tuple("1.2.0", true, true),
                        tuple("1.3.0", true, true),
                        tuple("1.4.0", true, false),
                        tuple("1.5.0", true, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{}", "{\"versions\":null}", "{\"versions\":{}}"})
    void aListOfOtherTypesIsRefused(String answer) {
        registry.origin.on(SampleRegistry.VERSIONS, Reply.json(answer));

        assertThatExceptionOfType(ResponseInvalid.class)
                .isThrownBy(() -> registry.client().availableVersions(registry.provider()));
    }

    @Test
    void aListOfVeryManyVersionsIsReadWhole() throws OriginException {
        registry.origin.on(
                SampleRegistry.VERSIONS,
                Reply.json(IntStream.range(0, 3_000)
                        .mapToObj("""
                                {"version":"1.%d.0","protocols":["5.0"],"platforms":[{"os":"linux","arch":"amd64"},
                                 {"os":"linux","arch":"arm64"},{"os":"darwin","arch":"arm64"}]}"""::formatted)
                        .collect(Collectors.joining(",", "{\"versions\":[", "]}"))));

        assertThat(registry.client().availableVersions(registry.provider())).hasSize(3_000);
    }

    @Test
    void aProviderMayHaveNoVersions() throws OriginException {
        registry.origin.on(SampleRegistry.VERSIONS, Reply.json("{\"versions\":[]}"));

        assertThat(registry.client().availableVersions(registry.provider())).isEmpty();
    }

    @Test
    void readsThePackageMetadata() throws OriginException {
        PackageMetadata metadata = registry.client().packageMetadata(registry.packageId());

        assertThat(metadata.id()).isEqualTo(registry.packageId());
        assertThat(metadata.filename()).isEqualTo("terraform-provider-demo_1.2.3_linux_amd64.zip");
        assertThat(metadata.shasum()).isEqualTo(SampleRegistry.SHASUM);
        assertThat(metadata.downloadUrl()).isEqualTo(URI.create(registry.origin.url("/files/demo.zip")));
        assertThat(metadata.shasumsUrl()).isEqualTo(URI.create(registry.origin.url("/files/SHA256SUMS")));
        assertThat(metadata.shasumsSignatureUrl()).isEqualTo(URI.create(registry.origin.url("/files/SHA256SUMS.sig")));
        assertThat(metadata.keys()).containsExactly(new PublicKey("AB12", "-----BEGIN", null, null, null));
        assertThat(metadata.packageSize()).isEmpty();
        assertThat(metadata.hashes()).isEmpty();
        assertThat(metadata.protocols()).containsExactly("5.0");
    }

    @Test
    void whatTheRegistrySaysOfAKeyIsKeptAsItIs() throws OriginException {
        registry.origin.on(SampleRegistry.PACKAGE, Reply.json(SampleRegistry.metadataJson("signing_keys", """
                        {"gpg_public_keys":[{"ascii_armor":"A\\r\\n","key_id":7,"trust_signature":"","source":"\\u0000<b>",
                         "source_url":null}]}""")));

        assertThat(registry.client().packageMetadata(registry.packageId()).keys())
                .containsExactly(new PublicKey(null, "A\r\n", "", "\0<b>", null));
    }

    @Test
    void foldsAnUpperCaseShasum() throws OriginException {
        registry.origin.on(
                SampleRegistry.PACKAGE,
                Reply.json(SampleRegistry.metadataJson("shasum", "\"" + "ABCDEF0123456789".repeat(4) + "\"")));

        assertThat(registry.client().packageMetadata(registry.packageId()).shasum())
                .isEqualTo("abcdef0123456789".repeat(4));
    }

    @Test
    void readsTheSizeAndHashesOfOurPlatform() throws OriginException {
        String zh = "zh:" + SampleRegistry.SHASUM;
        String h1 = "h1:cz3jsL5obq64DIgy2VcW4oGXrhiLWr7oJViB9l03pG8=";
        registry.origin.on(SampleRegistry.PACKAGE, Reply.json(SampleRegistry.metadataJson("packages", """
                {"linux_amd64":{"hashes":["%s","%s","h9:later"],"package_size":500000},
                 "linux_arm64":{"hashes":["%s"],"package_size":1}}""".formatted(
                        zh, h1, "zh:" + "0".repeat(64)))));

        PackageMetadata metadata = registry.client().packageMetadata(registry.packageId());

        assertThat(metadata.packageSize()).isEqualTo(OptionalLong.of(500_000));
        assertThat(metadata.hashes()).containsExactlyInAnyOrder(PackageHash.parse(zh), PackageHash.parse(h1));
    }

    @Test
    void relativeUrlsFollowTheRedirectedAnswer() throws OriginException {
        registry.origin
                .on(SampleRegistry.PACKAGE, Reply.redirect("/moved/here/package.json"))
                .on(
                        "/moved/here/package.json",
                        Reply.json(SampleRegistry.metadataJson("download_url", "\"demo.zip\"")));

        assertThat(registry.client()
                        .packageMetadata(registry.packageId())
                        .downloadUrl()
                        .getPath())
                .isEqualTo("/moved/here/demo.zip");
    }

    @Test
    void fetchesTheShasumsAndTheirSignature() throws OriginException {
        registry.origin
                .on("/files/SHA256SUMS", Reply.bytes(ascii("sums")))
                .on("/files/SHA256SUMS.sig", Reply.bytes(ascii("signature")));

        SignedShasums shasums = registry.client().shasums(registry.client().packageMetadata(registry.packageId()));

        assertThat(shasums.document()).isEqualTo(ascii("sums"));
        assertThat(shasums.signature()).isEqualTo(ascii("signature"));
    }

    @Test
    void remembersTheDiscoveryForAFewMinutes() throws OriginException {
        registry.client().packageMetadata(registry.packageId());
        registry.clock.advance(Discovery.REMEMBERED.minusSeconds(1));
        registry.client().packageMetadata(registry.packageId());
        assertThat(registry.origin.asked(SampleRegistry.DISCOVERY)).hasSize(1);

        registry.clock.advance(Duration.ofSeconds(1));
        registry.client().packageMetadata(registry.packageId());
        assertThat(registry.origin.asked(SampleRegistry.DISCOVERY)).hasSize(2);
    }

    @Test
    void doesNotRememberAFailedDiscovery() throws OriginException {
        registry.origin.on(
                SampleRegistry.DISCOVERY, Reply.status(503), Reply.json("{\"providers.v1\":\"/v1/providers/\"}"));

        assertThatExceptionOfType(Unavailable.class)
                .isThrownBy(() -> registry.client().packageMetadata(registry.packageId()));
        assertThat(registry.client().packageMetadata(registry.packageId()).id()).isEqualTo(registry.packageId());
    }

    @Test
    void aBaseWithoutItsSlashLosesItsLastSegmentAsInTerraform() throws OriginException {
        registry.origin.on(
                SampleRegistry.DISCOVERY,
                Reply.json("{\"providers.v1\":\"" + registry.origin.url("/v1/providers/last") + "\"}"));

        assertThat(registry.client().packageMetadata(registry.packageId()).id()).isEqualTo(registry.packageId());
    }

    @Test
    void asksAsItselfForIdentityAndKeepsNoCookies() throws OriginException {
        registry.origin.on(
                SampleRegistry.DISCOVERY,
                Reply.json("{\"providers.v1\":\"/v1/providers/\"}").with("Set-Cookie", "session=1; Path=/; Secure"));

        registry.client().packageMetadata(registry.packageId());

        List<TestOrigin.Asked> asked = registry.origin.asked();
        assertThat(asked).hasSize(2).allSatisfy(request -> {
            assertThat(request.headers().getFirst("User-Agent")).isEqualTo("tf-mirror");
            assertThat(request.headers().get("Accept-Encoding")).containsExactly("identity");
            assertThat(request.headers()).doesNotContainKeys("Cookie", "Authorization");
        });
    }

    @Test
    void aHostThatAsksForAPauseIsLeftInPeace() throws OriginException {
        registry.origin.on(
                SampleRegistry.PACKAGE,
                Reply.status(429).with("Retry-After", "60"),
                Reply.json(SampleRegistry.metadataJson()));
        assertThatExceptionOfType(RateLimited.class)
                .isThrownBy(() -> registry.client().packageMetadata(registry.packageId()))
                .satisfies(limited -> assertThat(limited.retryAfter()).contains(Duration.ofSeconds(60)));

        registry.clock.advance(Duration.ofSeconds(20));
        assertThatExceptionOfType(HostPaused.class)
                .isThrownBy(() -> registry.client().packageMetadata(registry.packageId()))
                .satisfies(limited -> assertThat(limited.retryAfter()).contains(Duration.ofSeconds(40)));
        assertThat(registry.origin.asked(SampleRegistry.PACKAGE)).hasSize(1);

        registry.clock.advance(Duration.ofSeconds(40));
        assertThat(registry.client().packageMetadata(registry.packageId()).id()).isEqualTo(registry.packageId());
    }

    @Test
    void anInterruptedCallerStopsAndStaysInterrupted() {
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(Aborted.class)
                .isThrownBy(() -> registry.client().packageMetadata(registry.packageId()))
                .satisfies(aborted -> assertThat(aborted.isTransient()).isTrue());
        assertThat(Thread.interrupted()).isTrue();
    }
}
