package org.tfmirror.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.MirrorStackResource;
import org.tfmirror.test.MirroredSamples;
import org.tfmirror.test.RawHttp;
import org.tfmirror.test.RawHttp.Answer;

/** The mirror's paths and headers as no client library sends them: byte for byte, over a plain socket. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
class HostileServingTest {

    private static final String TYPE = "raw";

    private static final int HANG_UPS = 40;

    private String base = "";
    private String archive = "";

    @BeforeEach
    void mirrorIt() {
        PackageId id = MirroredSamples.small(TYPE, "1.0.0", "linux_amd64");
        base = "/v1/providers/" + id.provider();
        archive = MirroredSamples.archivePath(id);
    }

    static Stream<String> targets() {
        return Stream.of(
                "{base}/" + "a".repeat(10_240),
                "{base}/" + "a".repeat(10_240) + ".json",
                "/v1/providers/" + "a/".repeat(5_000),
                "{base}/..%2f..%2findex.json",
                "{base}/..%252findex.json",
                "{base}/index.json/",
                "{base}//index.json",
                "{base}/index.json%00",
                "{base}/index.json%0d%0aX-Evil:%201",
                "{base}/.json",
                "{base}/INDEX.JSON",
                "{base}./index.json",
                "{base}/index.json.",
                "{base}/%ff.json",
                "{base}/%c0%ae%c0%ae/index.json",
                "{base}/%ed%a0%80.json",
                "{base}/\u00ff\u00fe.json",
                "{base}/\u00c3\u00a9.json",
                "{base}/%24%7Bx%7D.json",
                "{base}/*",
                "{base}/%25",
                "{base}/index.json;x=1",
                "{base};a=b/%25",
                "/v1/providers/%25/1;a=b/1.0.0.json/1",
                "/v1/providers/1;a=b/%0a/%24%7bx%7d/%25",
                "/v1/providers/1;a=b/*/..%2f../%25?limit=1;a=b",
                "/v1/providers/%00/%00/%00/index.json",
                "/v1/providers/user@registry.tfmirror.test/acme/raw/index.json");
    }

    @ParameterizedTest
    @MethodSource("targets")
    void whatIsNoNameIsNotFound(String target) {
        Answer answer = RawHttp.get(target.replace("{base}", base));

        assertThat(answer.status()).as(answer.body()).isEqualTo(404);
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        assertThat(answer.headers()).doesNotContainKey("x-evil");
    }

    static Stream<String> spellings() {
        return Stream.of("{base}/./index.json", "{base}/%2e%2e/raw/index.json", "{base}/../raw/index.json");
    }

    /** By the rules for URLs these are the document's own. */
    @ParameterizedTest
    @MethodSource("spellings")
    void anotherSpellingOfAUrlIsTheSameDocument(String target) {
        Answer answer = RawHttp.get(target.replace("{base}", base));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(RawHttp.get(base + "/index.json").body());
    }

    static Stream<String> climbing() {
        return Stream.of(
                "{base}/../../../../../etc/passwd",
                "{base}/../../../../../../../../etc/passwd",
                "/v1/providers/" + "../".repeat(3_000) + "etc/passwd",
                "/v1/providers/../../admin/api/jobs/../../../etc/passwd");
    }

    @ParameterizedTest
    @MethodSource("climbing")
    void whatClimbsOutOfTheMirrorFindsNothing(String target) {
        Answer answer = RawHttp.get(target.replace("{base}", base));

        assertThat(answer.status()).as(answer.body()).isEqualTo(404);
        assertThat(answer.header("content-type")).isIn("application/json", "application/problem+json");
    }

    static Stream<String> malformed() {
        return Stream.of(
                "{base}/%zz.json",
                "{base}/%",
                "{base}/%2",
                "{base}/a%",
                "{base}/in\\dex.json",
                "{base}/index.json\u0001",
                "{base}/${jndi:ldap://x}.json",
                "/v1/providers/[::1]/acme/raw/index.json",
                "{base}/" + "a".repeat(40_000));
    }

    /** What is not even a URL is the HTTP server's to refuse. */
    @ParameterizedTest
    @MethodSource("malformed")
    void whatIsNoUrlIsRefused(String target) {
        Answer answer = RawHttp.get(target.replace("{base}", base));

        assertThat(answer.status()).isIn(400, 404, 414);
        assertThat(answer.body()).doesNotContain("Exception").doesNotContain("\tat ");
    }

    static Stream<String> oddHeaders() {
        return Stream.of(
                "Range: bytes=0-",
                "Range: bytes=99999999999999999999-",
                "Range: bytes=-0",
                "Range: bytes=5-1",
                "Range: \u00ff",
                "Range: bytes=0-0,1-1," + "2-2,".repeat(900),
                "If-None-Match: \"",
                "If-None-Match: " + "\"x\",".repeat(900),
                "If-None-Match: W/",
                "If-Range: \u0001\"x\"",
                "If-Modified-Since: yesterday",
                "Accept: /",
                "Accept: text/html",
                "Accept: \u00ff\u00fe",
                "Accept: application/json;q=nonsense",
                "Accept-Encoding: gzip, br, *;q=0",
                "Accept-Language: \u00e9;q=x",
                "Cookie: a=b; c=" + "d".repeat(2_000),
                "Authorization: Bearer garbage",
                "Authorization: Basic Og==",
                "Authorization: \u00ff",
                "Content-Length: 0",
                "Expect: 100-continue",
                "X-Forwarded-For: 127.0.0.1",
                "X-HTTP-Method-Override: DELETE");
    }

    @ParameterizedTest
    @MethodSource("oddHeaders")
    void anOddHeaderIsNoFault(String header) {
        for (String method : new String[] {"GET", "HEAD"}) {
            for (String path : new String[] {base + "/index.json", base + "/1.0.0.json", archive}) {
                Answer answer = RawHttp.send(RawHttp.request(method, path, header + "\r\n", new byte[0]));

                assertThat(answer.status())
                        .as("%s %s: %s", method, path, answer.body())
                        .isIn(200, 206, 304, 307, 400, 406, 416);
                assertThat(answer.body()).doesNotContain("Exception").doesNotContain("\tat ");
                assertThat(method.equals("HEAD") ? answer.body() : "").isEmpty();
            }
        }
    }

    @Test
    void theLengthAHeadTellsIsTheBodys() {
        for (String path : new String[] {base + "/index.json", base + "/1.0.0.json"}) {
            Answer head = RawHttp.send(RawHttp.request("HEAD", path, "", new byte[0]));
            Answer get = RawHttp.get(path);

            assertThat(head.header("content-length")).isEqualTo("" + get.body().length());
            assertThat(head.header("etag")).isEqualTo(get.header("etag")).isNotEmpty();
        }
    }

    /** Half a request, a whole one whose answer is not read, and one that is reset: no thread of ours waits for them. */
    @Test
    void clientsThatHangUpLeaveNoThreadBehind() throws Exception {
        RawHttp.get(base + "/index.json");
        assertThat(mirrorThreads()).as("there are some to look at").isNotEmpty();
        for (int i = 0; i < HANG_UPS; i++) {
            try (Socket socket = new Socket()) {
                socket.setSoLinger(i % 2 == 0, 0);
                socket.connect(new InetSocketAddress("localhost", RestAssured.port));
                byte[] request = RawHttp.request("GET", base + "/1.0.0.json", "", new byte[0]);
                socket.getOutputStream().write(request, 0, i % 4 < 2 ? request.length : request.length / 2);
            }
        }

        Awaitility.await()
                .untilAsserted(() -> assertThat(mirrorThreads()).noneMatch(thread -> isAtWork(thread.getStackTrace())));
        assertThat(RawHttp.get(base + "/index.json").status()).isEqualTo(200);
    }

    private static List<Thread> mirrorThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("tfmirror-mirror-"))
                .toList();
    }

    private static boolean isAtWork(StackTraceElement[] stack) {
        return Stream.of(stack).anyMatch(frame -> frame.getClassName().startsWith("org.tfmirror.mirror."));
    }

    @Test
    void aBodyThatNobodyAskedForIsNotRead() {
        byte[] body = "x".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
        Answer answer = RawHttp.send(RawHttp.request("GET", base + "/index.json", "Content-Length: 100000\r\n", body));

        assertThat(answer.status()).isEqualTo(200);
    }
}
