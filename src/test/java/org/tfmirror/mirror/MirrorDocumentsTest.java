package org.tfmirror.mirror;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tfmirror.local.SamplePackages;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.MirrorStackResource;
import org.tfmirror.test.MirroredSamples;
import org.tfmirror.test.StackSql;

/** The mirror's JSON documents, and what is none. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
class MirrorDocumentsTest {

    private static final String TYPE = "documents";

    private final String host = MirrorStackResource.stack().registry().hostname();
    private final String base = "/v1/providers/" + host + "/acme/" + TYPE;

    @BeforeEach
    void mirrorSome() {
        MirroredSamples.small(TYPE, "1.2.0", "linux_amd64");
        MirroredSamples.small(TYPE, "1.2.0", "darwin_arm64");
        MirroredSamples.small(TYPE, "1.10.0-beta1", "linux_amd64");
    }

    private static Response get(String path) {
        return given().urlEncodingEnabled(false).get(path);
    }

    private static void assertNotMirrored(Response answer) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(404);
        assertThat(answer.contentType()).isEqualTo("application/json");
        assertThat(answer.jsonPath().<String>getList("errors")).containsExactly("not mirrored");
    }

    @Test
    void theIndexListsTheVersionsEachWithAnEmptyObject() {
        Response index = get(base + "/index.json");

        assertThat(index.statusCode()).isEqualTo(200);
        assertThat(index.contentType()).isEqualTo("application/json");
        assertThat(index.jsonPath().getMap("")).containsOnlyKeys("versions");
        assertThat(index.jsonPath().getMap("versions")).isEqualTo(Map.of("1.2.0", Map.of(), "1.10.0-beta1", Map.of()));
    }

    @Test
    void aVersionListsItsArchivesWithBothHashes() throws Exception {
        Response version = get(base + "/1.2.0.json");

        assertThat(version.statusCode()).isEqualTo(200);
        assertThat(version.contentType()).isEqualTo("application/json");
        JsonPath json = version.jsonPath();
        assertThat(json.getMap("")).containsOnlyKeys("archives");
        assertThat(json.getMap("archives")).containsOnlyKeys("linux_amd64", "darwin_arm64");
        for (String platform : List.of("linux_amd64", "darwin_arm64")) {
            PackageId id = org.tfmirror.test.Packages.of(host + "/acme/" + TYPE, "1.2.0", platform);
            byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(SamplePackages.small(id));
            Map<String, Object> archive = json.getMap("archives." + platform);
            assertThat(archive).containsOnlyKeys("url", "hashes");
            List<String> hashes = json.getList("archives." + platform + ".hashes");
            assertThat(hashes).hasSize(2);
            assertThat(hashes.get(0)).matches("h1:[A-Za-z0-9+/]{43}=");
            assertThat(hashes.get(1)).isEqualTo("zh:" + HexFormat.of().formatHex(sha256));
            URI url = URI.create("http://mirror" + base + "/1.2.0.json")
                    .resolve(json.getString("archives." + platform + ".url"));
            assertThat(url.getPath()).isEqualTo(base + "/" + id.archiveName());
            assertThat(given().redirects().follow(false).get(url.getPath()).statusCode())
                    .isEqualTo(307);
        }
    }

    @Test
    void whatCameByALoginIsNotForEverybody() {
        PackageId id = MirroredSamples.small("guarded", "1.0.0", "linux_amd64");
        MirroredSamples.small("guarded", "1.1.0", "linux_amd64");
        String folder = "/v1/providers/" + id.provider();
        StackSql.update(
                "update mirrored_package set requires_token = true where type = 'guarded' and version = '1.0.0'");

        assertThat(new AdminApi(MirrorStackResource.stack().viewerToken())
                        .get("/admin/api/providers?type=guarded&version=1.0.0")
                        .jsonPath()
                        .getBoolean("providers[0].requires_token"))
                .isTrue();
        assertThat(get(folder + "/index.json").jsonPath().getMap("versions")).containsOnlyKeys("1.1.0");
        assertThat(get(folder + "/1.0.0.json").statusCode()).isEqualTo(401);
        assertThat(get(MirroredSamples.archivePath(id)).statusCode()).isEqualTo(403);

        StackSql.update("update mirrored_package set requires_token = true where type = 'guarded'");

        assertThat(get(folder + "/index.json").statusCode()).isEqualTo(401);
    }

    static Stream<String> whatIsNotMirrored() {
        String escaped = "..%2f".repeat(6);
        return Stream.of(
                "{base}/9.9.9.json",
                "{base}/1.2.json",
                "{base}/1.json",
                "{base}/01.2.0.json",
                "{base}/v1.2.0.json",
                "{base}/1.2.0%20.json",
                "{base}/%201.2.0.json",
                "{base}/1.2.0.JSON",
                "{base}/INDEX.json",
                "{base}/Index.json",
                "{base}/.json",
                "{base}/json",
                "{base}/index",
                "{base}/index.json.",
                "{base}/index.json.json",
                "{base}/index.json/",
                "{base}/index.json/x",
                "{base}/index.json%00",
                "{base}/%00",
                "{base}/%00.json",
                "{base}/terraform-provider-documents_1.2.0_linux_amd64.zip%00",
                "{base}/terraform-provider-documents_1.2.0_linux_amd64.zip/",
                "{base}/terraform-provider-documents_1.2.0_linux_amd64.zip.",
                "{base}/TERRAFORM-provider-documents_1.2.0_linux_amd64.zip",
                "{base}/terraform-provider-documents_1.2.0_windows_amd64.zip",
                "{base}/" + escaped + "etc%2fpasswd",
                "{base}/..%2findex.json",
                "{base}/%2e%2e%2findex.json",
                "{base}/..%5cindex.json",
                "{base}/%ff%fe.json",
                "{base}/" + "a".repeat(3_000) + ".json",
                "{base}/" + "1".repeat(3_000) + ".0.0.json",
                "{base}/1.0.0-" + "a.".repeat(1_500) + "a.json",
                "{base}/",
                "{base}",
                "{base}//index.json",
                "/v1/providers/{host}//documents/index.json",
                "/v1/providers//acme/documents/index.json",
                "/v1/providers/{host}/ACME/documents/index.json",
                "/v1/providers/{HOST}/acme/documents/index.json",
                "/v1/providers/{host}./acme/documents/index.json",
                "/v1/providers/{host}/acme./documents/index.json",
                "/v1/providers/{host}/acme/documents./index.json",
                "/v1/providers/{host}/acme%2fdocuments/index.json",
                "/v1/providers/{host}/..%2f../documents/index.json",
                "/v1/providers/{host}/acme/none/index.json",
                "/v1/providers/user@{host}/acme/documents/index.json",
                "/v1/providers/%00/%00/%00/%00",
                "/v1/providers/{host}/acme",
                "/v1/providers/{host}",
                "/v1/providers/",
                "/v1/providers",
                "/v1/",
                "/v1/providers/{host}/acme/documents/x/y/z");
    }

    /** Asked by a client that leaves a path as it is. */
    @ParameterizedTest
    @MethodSource("whatIsNotMirrored")
    void whatIsNotMirroredIsNotFoundHoweverItIsAskedFor(String template) throws Exception {
        String path = template.replace("{base}", base)
                .replace("{host}", host)
                .replace("{HOST}", host.toUpperCase(java.util.Locale.ROOT));

        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(RestAssured.baseURI + ":" + RestAssured.port + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.body()).isEqualTo("{\"errors\":[\"not mirrored\"]}");
    }

    @Test
    void aPathOfTenThousandCharactersIsNoFault() {
        Response answer = get(base + "/" + "a".repeat(10_000) + ".json");

        assertThat(answer.statusCode()).isIn(404, 414);
    }

    @Test
    void anUnchangedDocumentIsNotSentAgain() {
        for (String path : List.of(base + "/index.json", base + "/1.2.0.json")) {
            Response first = get(path);
            String tag = first.header("ETag");
            assertThat(tag).matches("\"[0-9a-f]{64}\"");

            for (String header : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
                Response again = given().header("If-None-Match", header).get(path);
                assertThat(again.statusCode()).isEqualTo(304);
                assertThat(again.header("ETag")).isEqualTo(tag);
                assertThat(again.asByteArray()).isEmpty();
            }
            assertThat(given().header("If-None-Match", "\"other\"").get(path).asString())
                    .isEqualTo(first.asString());
        }
    }

    @Test
    void aDocumentIsSentOnlyIfItIsTheOneThatWasMeant() {
        for (String path : List.of(base + "/index.json", base + "/1.2.0.json")) {
            String tag = get(path).header("ETag");

            for (String header : List.of("\"other\"", "W/" + tag, "")) {
                Response changed = given().header("If-Match", header).get(path);
                assertThat(changed.statusCode()).isEqualTo(412);
                assertThat(changed.jsonPath().getList("errors")).hasSize(1);
            }
            assertThat(given().header("If-Match", "\"other\", " + tag).get(path).statusCode())
                    .isEqualTo(200);
            assertThat(given().header("If-Match", "*").get(path).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aHeadOfADocumentTellsItsLengthAndSendsNothing() {
        for (String path : List.of(base + "/index.json", base + "/1.2.0.json")) {
            Response whole = get(path);

            Response head = given().head(path);

            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.contentType()).isEqualTo("application/json");
            assertThat(head.header("Content-Length")).isEqualTo("" + whole.asByteArray().length);
            assertThat(head.header("ETag")).isEqualTo(whole.header("ETag"));
            assertThat(head.asByteArray()).isEmpty();
        }
        assertThat(given().head(base + "/9.9.9.json").statusCode()).isEqualTo(404);
    }

    @Test
    void theDocumentsChangeWithTheCatalogAndWithThemTheirTags() {
        PackageId one = MirroredSamples.small("growing", "1.0.0", "linux_amd64");
        String path = "/v1/providers/" + one.provider() + "/index.json";
        String tag = get(path).header("ETag");

        MirroredSamples.small("growing", "1.1.0", "linux_amd64");

        Response after = given().header("If-None-Match", tag).get(path);
        assertThat(after.statusCode()).isEqualTo(200);
        assertThat(after.jsonPath().getMap("versions")).containsOnlyKeys("1.0.0", "1.1.0");
    }

    @Test
    void theMirrorIsOnlyRead() {
        for (String method : List.of("POST", "PUT", "DELETE", "PATCH")) {
            assertThat(given().request(method, base + "/index.json").statusCode())
                    .as(method)
                    .isEqualTo(405);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "kept-blocked, blocked = true",
        "kept-missing, integrity = 'missing'",
        "kept-altered, integrity = 'altered'"
    })
    void whatIsBlockedMissingOrAlteredIsServedNowhere(String type, String state) {
        PackageId first = MirroredSamples.small(type, "1.0.0", "linux_amd64");
        PackageId second = MirroredSamples.small(type, "1.0.0", "darwin_arm64");
        String path = "/v1/providers/" + first.provider();
        put(first, state);

        assertThat(get(path + "/1.0.0.json").jsonPath().getMap("archives")).containsOnlyKeys("darwin_arm64");
        assertNotMirrored(get(MirroredSamples.archivePath(first)));
        assertThat(given().head(MirroredSamples.archivePath(first)).statusCode())
                .isEqualTo(404);
        assertThat(get(path + "/index.json").jsonPath().getMap("versions")).containsOnlyKeys("1.0.0");
        put(second, state);
        assertNotMirrored(get(path + "/1.0.0.json"));
        assertNotMirrored(get(path + "/index.json"));
        MirroredSamples.small(type, "2.0.0", "linux_amd64");
        assertThat(get(path + "/index.json").jsonPath().getMap("versions")).containsOnlyKeys("2.0.0");
    }

    private static void put(PackageId id, String state) {
        assertThat(StackSql.update(
                        "update mirrored_package set " + state + " where type = ? and version = ? and os = ?",
                        id.provider().type(),
                        id.version().toString(),
                        id.platform().os()))
                .isEqualTo(1);
    }
}
