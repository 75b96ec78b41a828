package org.tfmirror.registry;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.local.SamplePackages;
import org.tfmirror.local.SampleRegistry;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Sha256;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.MirrorStackResource;
import org.tfmirror.test.MirroredSamples;
import org.tfmirror.test.Packages;
import org.tfmirror.test.StackSql;

/** The registry face gives what the origin gave, and nothing that may not be served. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
@DisplayNameGeneration(ReplaceUnderscores.class)
class RegistryDocumentsTest {

    private static final String TYPE = "vouched";

    private final SampleRegistry origin = MirrorStackResource.stack().registry();
    private final String base = "/v1/registry/" + origin.hostname() + "/providers/acme/" + TYPE;
    private final String download = base + "/1.2.0/download/linux/amd64";
    private final PackageId linux = Packages.of(origin.hostname() + "/acme/" + TYPE, "1.2.0", "linux_amd64");

    @BeforeEach
    void mirror_some() {
        MirroredSamples.small(TYPE, "1.2.0", "linux_amd64");
        MirroredSamples.small(TYPE, "1.2.0", "darwin_arm64");
        MirroredSamples.small(TYPE, "1.10.0-beta1", "linux_amd64");
    }

    private static Response get(String path) {
        return given().urlEncodingEnabled(false).redirects().follow(false).get(path);
    }

    private Response getFrom(String field) {
        String url = get(download).jsonPath().getString(field);
        return get(URI.create("http://mirror" + download).resolve(url).getPath());
    }

    private static void assert_not_here(Response answer) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(404);
        assertThat(answer.contentType()).isEqualTo("application/json");
        assertThat(answer.jsonPath().<String>getList("errors")).containsExactly("not mirrored");
    }

    @Test
    void versions_have_protocols_and_platforms() {
        Response answer = get(base + "/versions");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.contentType()).isEqualTo("application/json");
        JsonPath json = answer.jsonPath();
        assertThat(json.<String>getList("versions.version")).containsExactly("1.2.0", "1.10.0-beta1");
        assertThat(json.<List<String>>getList("versions.protocols")).containsOnly(List.of("5.0"));
        assertThat(json.<Map<String, String>>getList("versions[0].platforms"))
                .containsExactly(Map.of("os", "darwin", "arch", "arm64"), Map.of("os", "linux", "arch", "amd64"));
        assertThat(json.<String>getList("warnings")).isEmpty();
    }

    @Test
    void a_download_document_is_the_origins_but_for_its_urls() {
        JsonPath ours = get(download).jsonPath();
        JsonPath theirs = given().baseUri(origin.services().toString())
                .relaxedHTTPSValidation()
                .get("acme/" + TYPE + "/1.2.0/download/linux/amd64")
                .jsonPath();

        for (String field : List.of("protocols", "os", "arch", "filename", "shasum")) {
            assertThat(ours.<Object>get(field)).as(field).isEqualTo(theirs.get(field));
        }
        Map<String, Object> key = theirs.getMap("signing_keys.gpg_public_keys[0]");
        key.values().removeIf(value -> value == null);
        assertThat(ours.<Map<String, Object>>getList("signing_keys.gpg_public_keys"))
                .containsExactly(key);
    }

    @Test
    void what_authors_signed_comes_byte_for_byte() {
        Response shasums = getFrom("shasums_url");
        Response signature = getFrom("shasums_signature_url");

        assertThat(shasums.statusCode()).isEqualTo(200);
        assertThat(shasums.asString()).contains(Sha256.hexOf(SamplePackages.small(linux)) + "  " + linux.archiveName());
        assertThat(signature.asByteArray()).isNotEmpty();
        assertThat(signature.header("Content-Length")).isEqualTo("" + signature.asByteArray().length);
    }

    @Test
    void each_package_names_what_vouched_for_it() {
        // The origin's document grew a line between the two, so each was signed in another one.
        String first = get(download).jsonPath().getString("shasums_url");
        String second = get(base + "/1.2.0/download/darwin/arm64").jsonPath().getString("shasums_url");

        assertThat(first).isNotEqualTo(second);
        assertThat(getFrom("shasums_url").asString()).doesNotContain("darwin_arm64");
    }

    @Test
    void the_archive_is_the_mirrors() {
        Response archive = getFrom("download_url");

        assertThat(archive.statusCode()).isEqualTo(307);
        assertThat(get(download).jsonPath().getString("download_url"))
                .isEqualTo("../".repeat(8) + "providers/" + linux.provider() + "/" + linux.archiveName());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/versions", "/1.2.0/download/linux/amd64"})
    void a_document_can_be_told_unchanged(String document) {
        Response first = get(base + document);

        assertThat(first.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(given().header("If-None-Match", first.header("ETag"))
                        .get(base + document)
                        .statusCode())
                .isEqualTo(304);
        Response head = given().head(base + document);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.header("Content-Length")).isEqualTo("" + first.asByteArray().length);
    }

    @ParameterizedTest
    @CsvSource({
        "blocked = true, blocked = false",
        "integrity = 'missing', integrity = 'intact'",
        "integrity = 'altered', integrity = 'intact'",
        "evidence = null, blocked = false"
    })
    void what_is_unfit_is_not_in_this_face(String unfit, String fit) {
        String vouching = get(download).jsonPath().getString("shasums_url").substring("../..".length());
        String evidence = StackSql.text(
                "select evidence from mirrored_package where type = ? and arch = 'amd64' and version = '1.2.0'", TYPE);

        change(unfit);
        try {
            assert_not_here(get(download));
            assert_not_here(get(base + "/1.2.0" + vouching));
            assertThat(get(base + "/versions").jsonPath().<Map<String, String>>getList("versions[0].platforms"))
                    .containsExactly(Map.of("os", "darwin", "arch", "arm64"));
        } finally {
            change(fit);
            StackSql.update(
                    "update mirrored_package set evidence = ? where type = ? and arch = 'amd64' and version = '1.2.0'",
                    evidence,
                    TYPE);
        }
        assertThat(get(download).statusCode()).isEqualTo(200);
    }

    private static void change(String set) {
        StackSql.update(
                "update mirrored_package set " + set + " where type = ? and arch = 'amd64' and version = '1.2.0'",
                TYPE);
    }

    @Test
    void a_version_that_is_not_listed_is_found_by_its_name_only() {
        StackSql.update("update release set listed_at = null where type = ? and version = '1.2.0'", TYPE);
        try {
            assertThat(get(base + "/versions").jsonPath().<String>getList("versions.version"))
                    .containsExactly("1.10.0-beta1");
            assertThat(get(download).statusCode()).isEqualTo(200);
        } finally {
            StackSql.update("update release set listed_at = now() where type = ?", TYPE);
        }
    }

    @Test
    void evidence_that_crashes_clients_is_told_in_the_catalog() {
        PackageId id = MirroredSamples.small("crashing", "1.0.0", "linux_amd64");
        String document = "/v1/registry/" + origin.hostname() + "/providers/acme/crashing/1.0.0/download/linux/amd64";
        assertThat(get(document).statusCode()).isEqualTo(200);

        // What only a document with a blank line would be; its content no longer matters, for it is never read.
        StackSql.update("update evidence set shasums = shasums || '\\x0a'::bytea where type = 'crashing'");

        assert_not_here(get(document));
        assertThat(get("/v1/providers/" + id.provider() + "/1.0.0.json").statusCode())
                .isEqualTo(200);
        assertThat(new AdminApi(MirrorStackResource.stack().viewerToken())
                        .get("/admin/api/providers?type=crashing")
                        .asString())
                .contains("its SHA256SUMS has a blank line");
    }

    @Test
    void the_origins_warnings_are_passed_on() {
        MirroredSamples.small("warned", "1.0.0", "linux_amd64");
        StackSql.update("update release set warnings = '{moved to acme/other}' where type = 'warned'");
        StackSql.update(
                "insert into origin_list (hostname, namespace, type, warnings)"
                        + " values (?, 'acme', 'warned', '{deprecated,moved to acme/other}')",
                origin.hostname());

        assertThat(get("/v1/registry/" + origin.hostname() + "/providers/acme/warned/versions")
                        .jsonPath()
                        .<String>getList("warnings"))
                .as("beside the list, and of a version")
                .containsExactly("deprecated", "moved to acme/other");
        AdminApi api = new AdminApi(MirrorStackResource.stack().viewerToken());
        long id = api.get("/admin/api/providers?type=warned").jsonPath().getLong("providers[0].id");
        assertThat(api.get("/admin/api/providers/" + id + "/evidence")
                        .jsonPath()
                        .<String>getList("origin_warnings"))
                .containsExactly("deprecated", "moved to acme/other");
    }

    @Test
    void what_came_by_a_login_is_not_for_everybody() {
        MirroredSamples.small("locked", "1.0.0", "linux_amd64");
        String locked = "/v1/registry/" + origin.hostname() + "/providers/acme/locked";
        String document = locked + "/1.0.0/download/linux/amd64";
        String shasums = get(document).jsonPath().getString("shasums_url");
        StackSql.update("update mirrored_package set requires_token = true where type = 'locked'");

        assertThat(get(locked + "/versions").statusCode()).isEqualTo(401);
        assertThat(get(document).statusCode()).isEqualTo(401);
        assertThat(get(URI.create(document).resolve(shasums).getPath()).statusCode())
                .isEqualTo(403);
    }

    static Stream<String> what_is_not_here() {
        return Stream.of(
                "/v1/registry/{host}/providers/acme/unknown/versions",
                "{base}/versions/",
                "{base}/Versions",
                "{base}/1.2/download/linux/amd64",
                "{base}/v1.2.0/download/linux/amd64",
                "{base}/1.2.0/download/linux/amd64/",
                "{base}/1.2.0/download/linux/AMD64",
                "{base}/1.2.0/download/linux/..%2famd64",
                "{base}/9.9.9/download/linux/amd64",
                "{base}/1.2.0/download/linux",
                "{base}/1.2.0/evidence/" + "0".repeat(64) + "/SHA256SUMS",
                "{base}/1.2.0/evidence/" + "x".repeat(64) + "/SHA256SUMS",
                "{base}/1.2.0/evidence/" + "0".repeat(64) + "/other",
                "/v1/registry/{host}/providers/ACME/signed/versions",
                "/v1/registry/{host}/versions",
                "/v1/registry/",
                "/v1/registry/{host}/providers/acme/vouched/" + "a".repeat(10_000));
    }

    @ParameterizedTest
    @MethodSource("what_is_not_here")
    void no_other_path_is_one_of_this_face(String path) {
        Response answer = get(path.replace("{base}", base).replace("{host}", origin.hostname()));

        assert_not_here(answer);
    }
}
