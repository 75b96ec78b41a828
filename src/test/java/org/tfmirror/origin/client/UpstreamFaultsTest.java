package org.tfmirror.origin.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.tfmirror.origin.client.SampleRegistry.ascii;
import static org.tfmirror.origin.client.SampleRegistry.metadataJson;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tfmirror.origin.OriginException;
import org.tfmirror.origin.OriginException.AddressRefused;
import org.tfmirror.origin.OriginException.NotFound;
import org.tfmirror.origin.OriginException.RedirectRefused;
import org.tfmirror.origin.OriginException.ResponseInvalid;
import org.tfmirror.origin.OriginException.Stalled;
import org.tfmirror.origin.OriginException.TooLarge;
import org.tfmirror.origin.OriginException.TransferCut;
import org.tfmirror.origin.PackageMetadata;

/** What hostile and broken origins do, and which cause, permanent or transient, it must become. */
class UpstreamFaultsTest {

    @TempDir
    Path directory;

    private final CountDownLatch release = new CountDownLatch(1);
    private SampleRegistry registry;

    @BeforeEach
    void start() {
        // The usual time limits, but where silence is the fault: a busy machine must not be taken for a slow origin.
        registry = new SampleRegistry(directory).configured(Map.of("max-document-size", "64K"));
    }

    @AfterEach
    void stop() {
        release.countDown();
        registry.close();
    }

    @ParameterizedTest
    @CsvSource({
        "400, Refused, registry_refused, false",
        "401, Refused, registry_refused, false",
        "403, Refused, registry_refused, false",
        "404, NotFound, not_found, false",
        "405, Refused, registry_refused, false",
        "407, Refused, registry_refused, false",
        "408, Unavailable, registry_unavailable, true",
        "410, NotFound, not_found, false",
        "418, Refused, registry_refused, false",
        "425, Unavailable, registry_unavailable, true",
        "429, RateLimited, rate_limited, true",
        "451, Refused, registry_refused, false",
        "500, Unavailable, registry_unavailable, true",
        "501, Refused, registry_refused, false",
        "502, Unavailable, registry_unavailable, true",
        "503, Unavailable, registry_unavailable, true",
        "504, Unavailable, registry_unavailable, true",
        "599, Unavailable, registry_unavailable, true",
        "201, ResponseInvalid, registry_answer_invalid, false",
        "204, ResponseInvalid, registry_answer_invalid, false",
        "206, ResponseInvalid, registry_answer_invalid, false",
        "300, ResponseInvalid, registry_answer_invalid, false",
        "304, ResponseInvalid, registry_answer_invalid, false",
        "305, ResponseInvalid, registry_answer_invalid, false",
        "600, ResponseInvalid, registry_answer_invalid, false"
    })
    void aStatusIsItsCause(int status, String type, String code, boolean isTransient) {
        registry.origin.on(SampleRegistry.PACKAGE, Reply.status(status));

        OriginException fault = faultOfPackage();

        assertThat(fault.getClass().getSimpleName()).isEqualTo(type);
        assertThat(fault.code()).isEqualTo(code);
        assertThat(fault.isTransient()).isEqualTo(isTransient);
    }

    @Test
    void anUnavailableRegistryMaySayForHowLong() {
        registry.origin.on(SampleRegistry.PACKAGE, Reply.status(503).with("Retry-After", "7200"));

        assertThat(faultOfPackage().retryAfter()).contains(Duration.ofHours(1));
    }

    @Test
    void aPauseIsToldInSeconds() {
        registry.origin.on(SampleRegistry.PACKAGE, Reply.status(429).with("Retry-After", "90"));

        assertThat(faultOfPackage()).hasMessageEndingWith("asks for fewer requests, wait 1m30s");
        assertThat(faultOfPackage()).hasMessageEndingWith("it is asked again in 1m30s");
    }

    static Stream<Arguments> badDiscoveries() {
        return Stream.of(
                arguments("no such document", Reply.status(404), NotFound.class),
                arguments("no providers here", Reply.json("{\"modules.v1\":\"/v1/modules/\"}"), NotFound.class),
                arguments("HTML", Reply.bytes(ascii("<html>hello</html>")), ResponseInvalid.class),
                arguments("nothing", Reply.bytes(new byte[0]), ResponseInvalid.class),
                arguments("a list", Reply.json("[]"), ResponseInvalid.class),
                arguments("a text", Reply.json("\"x\""), ResponseInvalid.class),
                arguments("a number as URL", Reply.json("{\"providers.v1\":1}"), ResponseInvalid.class),
                arguments("not a URL", Reply.json("{\"providers.v1\":\"%zz\"}"), ResponseInvalid.class),
                arguments("opaque", Reply.json("{\"providers.v1\":\"mailto:a@b\"}"), AddressRefused.class),
                arguments(
                        "no letters of UTF-32",
                        Reply.bytes(new byte[] {0, 0, 0, '{', 0x7f, 0, 0, 0}),
                        ResponseInvalid.class),
                arguments("nested deep", Reply.json("{\"a\":" + "[".repeat(5000)), ResponseInvalid.class),
                arguments("1 MiB and more", Reply.json("{\"a\":\"" + "x".repeat(1 << 20) + "\"}"), TooLarge.class),
                arguments("plain http", Reply.json("{\"providers.v1\":\"http://a.example/\"}"), AddressRefused.class),
                arguments("a file", Reply.json("{\"providers.v1\":\"file:///v1/\"}"), AddressRefused.class),
                arguments("private", Reply.json("{\"providers.v1\":\"https://10.0.0.1/\"}"), AddressRefused.class),
                arguments(
                        "userinfo", Reply.json("{\"providers.v1\":\"https://u:p@a.example/\"}"), AddressRefused.class));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badDiscoveries")
    void aBadDiscoveryIsPermanent(String name, Reply reply, Class<? extends OriginException> type) {
        registry.origin.on(SampleRegistry.DISCOVERY, reply);

        assertThat(faultOfPackage()).isExactlyInstanceOf(type).returns(false, OriginException::isTransient);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "",
            value = {
                "os                    | \"windows\"",
                "os                    | 1",
                "os                    |",
                "arch                  | \"arm64\"",
                "arch                  |",
                "filename              |",
                "filename              | {}",
                "filename              | \"../terraform-provider-demo_1.2.3_linux_amd64.zip\"",
                "filename              | \"terraform-provider-demo_1.2.4_linux_amd64.zip\"",
                "filename              | \"terraform-provider-demo_v1.2.4_linux_amd64.zip\"",
                "filename              | \"terraform-provider-demo_1.2.3_linux_arm64.zip\"",
                "filename              | \"a\\\\b.zip\"",
                "filename              | \"a b.zip\"",
                "filename              | \"..\"",
                "shasum                |",
                "shasum                | \"\"",
                "shasum                | 12",
                "shasum                | \"0123\"",
                "shasum                | \"zz23456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"",
                "download_url          |",
                "download_url          | null",
                "download_url          | []",
                "download_url          | \"https://a b/\"",
                "shasums_url           |",
                "shasums_signature_url |",
                "signing_keys          | []",
                "signing_keys          | \"x\"",
                "protocols             | \"5.0\"",
                "protocols             | [5]"
            })
    void aWrongFieldIsPermanentAndNamed(String field, String value) {
        registry.origin.on(SampleRegistry.PACKAGE, Reply.json(metadataJson(field, value == null ? "" : value)));

        assertThat(faultOfPackage())
                .isExactlyInstanceOf(ResponseInvalid.class)
                .hasMessageContaining(field)
                .returns(false, OriginException::isTransient);
    }

    static Stream<Arguments> badInnerFields() {
        return Stream.of(
                arguments("signing_keys", "{\"gpg_public_keys\":{}}", "signing_keys.gpg_public_keys"),
                arguments("signing_keys", "{\"gpg_public_keys\":[1]}", "signing_keys.gpg_public_keys[0]"),
                arguments("signing_keys", "{\"gpg_public_keys\":[{}]}", "signing_keys.gpg_public_keys[0].ascii_armor"));
    }

    @ParameterizedTest
    @MethodSource("badInnerFields")
    void aWrongInnerFieldIsNamedWithItsPath(String field, String value, String path) {
        registry.origin.on(SampleRegistry.PACKAGE, Reply.json(metadataJson(field, value)));

        assertThat(faultOfPackage()).isExactlyInstanceOf(ResponseInvalid.class).hasMessageContaining(" " + path + " ");
    }

    @ParameterizedTest
    @CsvSource({
        "download_url, http://a.example/demo.zip",
        "download_url, file:///etc/passwd",
        "download_url, ftp://a.example/demo.zip",
        "download_url, https://169.254.169.254/latest",
        "download_url, https://user:secret@a.example/demo.zip",
        "shasums_url, https://[::1]/SHA256SUMS",
        "shasums_signature_url, https://localhost/SHA256SUMS.sig"
    })
    void aUrlThatLeadsElsewhereIsRefused(String field, String url) {
        registry.origin.on(SampleRegistry.PACKAGE, Reply.json(metadataJson(field, "\"" + url + "\"")));

        assertThat(faultOfPackage())
                .isExactlyInstanceOf(AddressRefused.class)
                .returns(false, OriginException::isTransient)
                .satisfies(fault -> assertThat(fault.getMessage()).doesNotContain("secret"));
    }

    static Stream<Arguments> badVersions() {
        return Stream.of(
                arguments("{}", "versions"),
                arguments("{\"versions\":null}", "versions"),
                arguments("{\"versions\":{}}", "versions"));
    }

    @ParameterizedTest
    @MethodSource("badVersions")
    void aBadVersionListIsPermanent(String json, String field) {
        registry.origin.on(SampleRegistry.VERSIONS, Reply.json(json));

        assertThat(fault(() -> registry.client().availableVersions(registry.provider())))
                .isExactlyInstanceOf(ResponseInvalid.class)
                .hasMessageContaining(" " + field + " ");
    }

    static Stream<Arguments> badRedirects() {
        Reply[] tooMany = IntStream.rangeClosed(1, 6)
                .mapToObj(hop -> Reply.redirect(SampleRegistry.PACKAGE + "?hop=" + hop))
                .toArray(Reply[]::new);
        return Stream.of(
                arguments("to itself", replies(Reply.redirect(SampleRegistry.PACKAGE)), RedirectRefused.class),
                arguments("six hops", tooMany, RedirectRefused.class),
                arguments("no Location", replies(Reply.status(302)), RedirectRefused.class),
                arguments("no URL", replies(Reply.redirect("https://a b/")), RedirectRefused.class),
                arguments("to http", replies(Reply.redirect("http://a.example/")), RedirectRefused.class),
                arguments("to a file", replies(Reply.redirect("file:///etc/passwd")), AddressRefused.class),
                arguments("to userinfo", replies(Reply.redirect("https://u:p@a.example/")), AddressRefused.class),
                arguments("to loopback", replies(Reply.redirect("https://127.0.0.1/")), AddressRefused.class),
                arguments("to metadata", replies(Reply.redirect("https://169.254.169.254/")), AddressRefused.class),
                arguments("to a number", replies(Reply.redirect("https://2130706433/")), AddressRefused.class),
                arguments("to mapped", replies(Reply.redirect("//[::ffff:127.0.0.1]/")), AddressRefused.class));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badRedirects")
    void aBadRedirectIsPermanent(String name, Reply[] replies, Class<? extends OriginException> type) {
        registry.origin.on(SampleRegistry.PACKAGE, replies);

        assertThat(faultOfPackage()).isExactlyInstanceOf(type).returns(false, OriginException::isTransient);
    }

    @Test
    void fiveRedirectsAreFollowed() throws OriginException {
        Reply[] script = IntStream.rangeClosed(1, 6)
                .mapToObj(hop ->
                        hop < 6 ? Reply.redirect(SampleRegistry.PACKAGE + "?hop=" + hop) : Reply.json(metadataJson()))
                .toArray(Reply[]::new);
        registry.origin.on(SampleRegistry.PACKAGE, script);

        assertThat(registry.client().packageMetadata(registry.packageId()).id()).isEqualTo(registry.packageId());
    }

    static Stream<Arguments> badTransfers() {
        byte[] json = ascii(metadataJson());
        return Stream.of(
                arguments("cut", Reply.cutAfter(10, json), TransferCut.class, true),
                arguments("cut between chunks", Reply.chunkedCutAfter(10, json), TransferCut.class, true),
                arguments("announced too large", Reply.bytes(new byte[64 * 1024 + 1]), TooLarge.class, false),
                arguments("endless", Reply.chunked(new byte[64 * 1024 + 1]), TooLarge.class, false));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badTransfers")
    void aBadTransferIsItsCause(String name, Reply reply, Class<? extends OriginException> type, boolean isTransient) {
        registry.origin.on(SampleRegistry.PACKAGE, reply);

        assertThat(faultOfPackage()).isExactlyInstanceOf(type).returns(isTransient, OriginException::isTransient);
    }

    @Test
    void silenceBeforeTheHeadersIsTransient() {
        registry.configured(Map.of("response-timeout", "300ms"))
                .origin
                .on(SampleRegistry.PACKAGE, Reply.silence(release));

        assertThat(faultOfPackage()).isExactlyInstanceOf(Stalled.class).returns(true, OriginException::isTransient);
    }

    @Test
    void silenceWithinTheBodyIsTransient() {
        registry.configured(Map.of("stall-timeout", "300ms"))
                .origin
                .on(SampleRegistry.PACKAGE, Reply.stallAfter(10, ascii(metadataJson()), release));

        assertThat(faultOfPackage())
                .isExactlyInstanceOf(Stalled.class)
                .hasMessageContaining("no byte for 300ms")
                .returns(true, OriginException::isTransient);
    }

    @Test
    void shasumsAndSignaturesHaveTheirLimits() throws OriginException {
        PackageMetadata metadata = registry.client().packageMetadata(registry.packageId());
        registry.origin
                .on("/files/SHA256SUMS", Reply.bytes(new byte[1024 * 1024]))
                .on("/files/SHA256SUMS.sig", Reply.bytes(new byte[64 * 1024 + 1]));
        assertThat(fault(() -> registry.client().shasums(metadata)))
                .isExactlyInstanceOf(TooLarge.class)
                .hasMessageContaining("SHA256SUMS.sig");

        registry.origin.on("/files/SHA256SUMS", Reply.chunked(new byte[1024 * 1024 + 1]));
        assertThat(fault(() -> registry.client().shasums(metadata)))
                .isExactlyInstanceOf(TooLarge.class)
                .hasMessageNotContaining("SHA256SUMS.sig");
    }

    @Test
    void messagesKeepTheQueriesOfSignedUrlsToThemselves() {
        registry.origin
                .on(SampleRegistry.PACKAGE, Reply.redirect("/signed?X-Signature=secret"))
                .on(
                        "/signed",
                        Reply.status(500),
                        Reply.redirect("/signed?X-Signature=secret"),
                        Reply.redirect("http://x/?secret"),
                        Reply.bytes(ascii("{\"secret")),
                        Reply.redirect("https://a b/?secret"));

        for (int i = 0; i < 5; i++) {
            assertThat(faultOfPackage())
                    .satisfies(fault -> assertThat(everythingSaid(fault)).doesNotContain("secret"));
        }
    }

    private static String everythingSaid(Throwable fault) {
        return fault + (fault.getCause() == null ? "" : everythingSaid(fault.getCause()));
    }

    private static Reply[] replies(Reply... replies) {
        return replies;
    }

    private OriginException faultOfPackage() {
        return fault(() -> registry.client().packageMetadata(registry.packageId()));
    }

    static OriginException fault(ThrowingCallable call) {
        return catchThrowableOfType(OriginException.class, call);
    }
}
