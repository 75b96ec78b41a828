package org.tfmirror.admin.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.test.Problems.assertProblem;
import static org.tfmirror.test.Problems.assertViolation;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.config.LogConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.MirrorStackResource;
import org.tfmirror.test.RawHttp;
import org.tfmirror.test.RawHttp.Answer;
import org.tfmirror.test.StackSql;

/** What may be submitted and what is refused; of a refused request nothing is stored. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
class SubmitTest {

    /** A body is printed prettily, in case a check fails: of one that is nested deep this takes a gigabyte. */
    private static final RestAssuredConfig NOT_PRINTED =
            RestAssuredConfig.config().logConfig(LogConfig.logConfig().enablePrettyPrinting(false));

    private static final String DEEP = "[".repeat(5_000) + "]".repeat(5_000);

    private final AdminApi api = new AdminApi(MirrorStackResource.stack().adminToken());
    private final String host = MirrorStackResource.stack().registry().hostname();

    private long before;

    @BeforeEach
    void holdTheProcessor() {
        api.request().post("/admin/api/processor/pause").then().statusCode(200);
        before = rows();
    }

    @AfterEach
    void release() {
        api.request().post("/admin/api/processor/resume").then().statusCode(200);
    }

    private static long rows() {
        return StackSql.number("select (select count(*) from job) + (select count(*) from job_item)");
    }

    private Response submit(String body) {
        return api.request()
                .config(NOT_PRINTED)
                .contentType("application/json")
                .body(body)
                .post("/admin/api/jobs");
    }

    private Response submit(String source, List<?> versions, List<?> platforms) {
        return api.request()
                .contentType("application/json")
                .body(Map.of(
                        "providers", List.of(Map.of("source", source, "versions", versions, "platforms", platforms))))
                .post("/admin/api/jobs");
    }

    static Stream<String> badNames() {
        return Stream.of(
                "../..",
                "%2e%2e",
                "a%2fb",
                "..",
                ".",
                "",
                " ",
                "a b",
                "a\u0000b",
                "a\r\nb",
                "a_b--c",
                "a--b",
                "-a",
                "a-",
                "a.b",
                "xn--bcher-kva",
                "b\u00fccher",
                "\u212aelvin",
                "a\u202eb",
                "a".repeat(65));
    }

    @ParameterizedTest
    @MethodSource("badNames")
    void aBadNamespaceOrTypeIsRefused(String name) {
        assertViolation(
                submit(host + "/" + name + "/ok", List.of("1.0.0"), List.of("linux_amd64")), "providers[0].source", "");
        assertViolation(
                submit(host + "/ok/" + name, List.of("1.0.0"), List.of("linux_amd64")), "providers[0].source", "");
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void anUnderscoreIsForNamespacesOnly() {
        assertThat(submit(host + "/acme_inc/ok", List.of("1.0.0"), List.of("linux_amd64"))
                        .statusCode())
                .isEqualTo(202);
        assertViolation(
                submit(host + "/acme/not_ok", List.of("1.0.0"), List.of("linux_amd64")),
                "providers[0].source",
                "a type has");
    }

    static Stream<Arguments> badSources() {
        return Stream.of(
                Arguments.of("a", "[hostname/]namespace/type"),
                Arguments.of("a/b/c/d", "[hostname/]namespace/type"),
                Arguments.of("HOST/acme/terraform-provider-aws", "did you mean \"aws\"?"),
                Arguments.of("HOST/acme/terraform-x", "does not begin with terraform-"),
                Arguments.of("HOST/-/aws", "legacy address"),
                Arguments.of("terraform.io/builtin/terraform", "built into Terraform"),
                Arguments.of("user:password@HOST/acme/demo", "no user name or password"),
                Arguments.of("127.0.0.1/acme/demo", "allowed-hostnames"),
                Arguments.of("127.0.0.1:8080/acme/demo", "allowed-hostnames"),
                Arguments.of("2130706433/acme/demo", "allowed-hostnames"),
                Arguments.of("[::1]/acme/demo", "\"[::1]\""),
                Arguments.of("localhost/acme/demo", "allowed-hostnames"),
                Arguments.of("localhost:1/acme/demo", "allowed-hostnames"),
                Arguments.of("example.com:443/acme/demo", "allowed-hostnames"),
                Arguments.of("example.com:8443/acme/demo", "allowed-hostnames"),
                Arguments.of("example.com:99999/acme/demo", "a port is"),
                Arguments.of("example.com./acme/demo", "not a registry's hostname"),
                Arguments.of("xn--e1afmkfd.com/acme/demo", "xn--"),
                Arguments.of("https://example.com/acme/demo", "[hostname/]namespace/type"),
                Arguments.of("acme/demo", "registry.terraform.io\": not among the registries"));
    }

    @ParameterizedTest
    @MethodSource("badSources")
    void aBadSourceIsRefused(String source, String why) {
        Response answer = submit(source.replace("HOST", host), List.of("1.0.0"), List.of("linux_amd64"));

        assertViolation(answer, "providers[0].source", why);
        assertThat(rows()).isEqualTo(before);
    }

    static Stream<Arguments> badVersions() {
        return Stream.of(
                Arguments.of("", "missing"),
                Arguments.of(" ", "missing"),
                Arguments.of("v1.2.3", "without the v"),
                Arguments.of("1.2.3.4", "at most three numbers"),
                Arguments.of(" 1.2.3", "blank"),
                Arguments.of("1.2.3 ", "blank"),
                Arguments.of("1.2.3\n", "at character 6"),
                Arguments.of("1.2\u00003", "at character 4"),
                Arguments.of("01.2.3", "leading zeros"),
                Arguments.of("../1.2.3", "version"),
                Arguments.of("latest ", "version"),
                Arguments.of("Latest", "version"),
                Arguments.of("latest, < 2", "version"),
                Arguments.of("1.2.x", "wildcards"),
                Arguments.of("*", "wildcards"),
                Arguments.of("99999999999999999999.0.0", "too large"),
                Arguments.of("1." + "1".repeat(300), "256 characters"),
                Arguments.of("=> 1", "at character 1: no such operator; did you mean \">=\"?"),
                Arguments.of("1 || 2", "at character 3: alternatives"),
                Arguments.of("~> x", "at character 4"),
                Arguments.of(">= 1.2 < 2", "at character 8: conditions are joined by a comma"));
    }

    @ParameterizedTest
    @MethodSource("badVersions")
    void aBadVersionIsRefused(String version, String why) {
        Response answer = submit(host + "/acme/demo", List.of("1.0.0", version), List.of("linux_amd64"));

        assertViolation(answer, "providers[0].versions[1]", why);
        assertThat(rows()).isEqualTo(before);
    }

    static Stream<String> badPlatforms() {
        return Stream.of(
                "",
                "linux",
                "linux/amd64",
                "linux_amd64_v2",
                "_amd64",
                "linux_",
                "Linux_amd64",
                "linux_amd64 ",
                "linux_am\u0000d64",
                "../_amd64");
    }

    @ParameterizedTest
    @MethodSource("badPlatforms")
    void aBadPlatformIsRefused(String platform) {
        Response answer = submit(host + "/acme/demo", List.of("1.0.0"), List.of("linux_amd64", platform));

        assertViolation(answer, "providers[0].platforms[1]", "os_arch");
        assertThat(rows()).isEqualTo(before);
    }

    static Stream<Arguments> badBodies() {
        String fields = "\"versions\":[\"1.0.0\"],\"platforms\":[\"linux_amd64\"]";
        return Stream.of(
                Arguments.of("", "providers", "at least one"),
                Arguments.of("null", "providers", "at least one"),
                Arguments.of("{}", "providers", "at least one"),
                Arguments.of("{\"providers\":null}", "providers", "at least one"),
                Arguments.of("{\"providers\":[]}", "providers", "at least one"),
                Arguments.of("{\"providers\":[null]}", "providers[0]", "must be an object"),
                Arguments.of("{\"providers\":[{}]}", "providers[0].source", "missing"),
                Arguments.of("{\"providers\":[{}]}", "providers[0].versions", "at least one"),
                Arguments.of("{\"providers\":[{}]}", "providers[0].platforms", "at least one"),
                Arguments.of("{\"providers\":[{\"source\":null," + fields + "}]}", "providers[0].source", "missing"),
                Arguments.of("{\"providers\":[{\"versions\":[null]}]}", "providers[0].versions[0]", "missing"),
                Arguments.of("{\"providers\":[{\"versions\":[]}]}", "providers[0].versions", "at least one"),
                Arguments.of(
                        "{\"provider\":[]}", "provider", "unknown field; known are [providers, list_as_is, waive]"),
                Arguments.of("{\"providers\":[{\"Source\":\"a/b\"}]}", "providers[0].Source", "unknown field"),
                Arguments.of("{\"providers\":[{\"force\":true}]}", "providers[0].force", "platforms"),
                Arguments.of("{\"providers\":{}}", "providers", "another type"),
                Arguments.of("{\"list_as_is\":\"true\"}", "list_as_is", "another type"),
                Arguments.of("{\"providers\":\"a/b\"}", "providers", "another type"),
                Arguments.of("{\"providers\":[\"a/b\"]}", "providers[0]", "another type"),
                Arguments.of("{\"providers\":[[]]}", "providers[0]", "another type"),
                Arguments.of("{\"providers\":[{\"source\":{}}]}", "providers[0].source", "another type"),
                Arguments.of("{\"providers\":[{\"source\":5}]}", "providers[0].source", "another type"),
                Arguments.of("{\"providers\":[{\"source\":true}]}", "providers[0].source", "another type"),
                Arguments.of("{\"providers\":[{\"versions\":\"1.0.0\"}]}", "providers[0].versions", "another type"),
                Arguments.of("{\"providers\":[{\"versions\":[3.10]}]}", "providers[0].versions[0]", "another type"),
                Arguments.of("{\"providers\":[{\"versions\":[[]]}]}", "providers[0].versions[0]", "another type"),
                Arguments.of("{\"providers\":[{\"platforms\":{}}]}", "providers[0].platforms", "another type"),
                Arguments.of("[]", "", "another type"),
                Arguments.of("\"a\"", "", "another type"),
                Arguments.of("5", "", "another type"),
                Arguments.of("providers", "", "not JSON at line 1"),
                Arguments.of("<providers/>", "", "not JSON at line 1"),
                Arguments.of("{\"providers\":[", "", "not JSON"),
                Arguments.of("{'providers':[]}", "", "not JSON"),
                Arguments.of("{\"providers\":[]} and more", "", "not JSON"),
                Arguments.of("{\"providers\":[],\"providers\":[]}", "", "not JSON"),
                Arguments.of(DEEP, "", ""),
                Arguments.of("{\"providers\":" + DEEP + "}", "providers[0]", "another type"),
                Arguments.of("{\"deep\":" + DEEP + "}", "", "nested too deep"),
                Arguments.of("{\"providers\":[{\"source\":" + DEEP + "}]}", "providers[0].source", "another type"));
    }

    @ParameterizedTest
    @MethodSource("badBodies")
    void aBodyThatIsNoRequestIsRefused(String body, String field, String why) {
        assertViolation(submit(body), field, why);
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        JsonPath problem = assertProblem(
                submit("{\"providers\":[{\"source\":\"a\",\"versions\":[\"v1\",\"2\"],\"platforms\":[\"x\"]},{}]}"),
                400,
                "invalid_request");

        assertThat(problem.getList("violations.field"))
                .containsExactly(
                        "providers[0].source",
                        "providers[0].versions[0]",
                        "providers[0].platforms[0]",
                        "providers[1].source",
                        "providers[1].versions",
                        "providers[1].platforms");
    }

    @Test
    void oneGoodProviderDoesNotGetABadOneIn() {
        Response answer = api.request()
                .contentType("application/json")
                .body("""
                        {"providers":[
                          {"source":"%s/acme/good","versions":["1.0.0"],"platforms":["linux_amd64"]},
                          {"source":"%s/acme/bad","versions":["x"],"platforms":["linux_amd64"]}]}
                        """.formatted(host, host))
                .post("/admin/api/jobs");

        assertViolation(answer, "providers[1].versions[0]", "wildcards");
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void theAnswerToVeryManyFaultsIsShort() {
        Response answer = submit(
                host + "/acme/demo",
                IntStream.range(0, 100_000).mapToObj(n -> "x").toList(),
                List.of());

        assertThat(answer.asByteArray().length).isLessThan(50_000);
        assertProblem(answer, 400, "invalid_request");
    }

    @Test
    void moreItemsThanAJobMayHaveAreRefused() {
        List<String> versions =
                IntStream.range(0, 5_001).mapToObj(n -> "1." + n + ".0").toList();

        assertViolation(submit(host + "/acme/many", versions, List.of("linux_amd64")), "providers[0]", "5000");
        Map<String, Object> wish = Map.of(
                "source", host + "/acme/many", "versions", versions.subList(0, 3_000), "platforms", List.of("a_b"));
        Map<String, Object> other = Map.of(
                "source", host + "/acme/more", "versions", versions.subList(0, 3_000), "platforms", List.of("a_b"));
        assertViolation(
                api.request()
                        .contentType("application/json")
                        .body(Map.of("providers", List.of(wish, other)))
                        .post("/admin/api/jobs"),
                "providers",
                "5000");
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void aBodyOverTheLimitIsRefused() {
        Response answer = submit("{\"providers\":[" + " ".repeat(1_100_000) + "]}");

        assertProblem(answer, 413, "content_too_large");
        assertThat(rows()).isEqualTo(before);
    }

    static Stream<String> beginningsOfBodies() {
        return Stream.of("", "{\"providers\":[", "{\"providers\":[{\"versions\":[", "{\"unknown\":[");
    }

    /** And it is not read to its end, which may never come. */
    @ParameterizedTest
    @MethodSource("beginningsOfBodies")
    void aBodyOverTheLimitIsRefusedAlsoWhereItDoesNotSayItsLength(String beginning) {
        String chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";
        String withoutEnd = beginning.isEmpty() ? "" : "%x\r\n%s\r\n".formatted(beginning.length(), beginning);
        Answer answer = RawHttp.send(RawHttp.request(
                "POST",
                "/admin/api/jobs",
                "Authorization: Bearer %s\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
                        .formatted(MirrorStackResource.stack().adminToken()),
                (withoutEnd + chunk.repeat(20)).getBytes(StandardCharsets.US_ASCII)));

        if (beginning.contains("unknown")) { // which is refused for its own sake, as soon as it is read
            assertThat(answer.status()).isIn(400, 413);
        } else {
            assertThat(answer.status()).as(answer.body()).isEqualTo(413);
        }
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void aBodyWithinTheLimitNeedNotSayItsLength() {
        String body = "{\"providers\":[]}";
        Answer answer = RawHttp.send(RawHttp.request(
                "POST",
                "/admin/api/jobs",
                "Authorization: Bearer %s\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
                        .formatted(MirrorStackResource.stack().adminToken()),
                "%x\r\n%s\r\n0\r\n\r\n".formatted(body.length(), body).getBytes(StandardCharsets.US_ASCII)));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("name at least one provider");
    }

    @Test
    void differentSpellingsOfOnePackageAreOneItem() {
        Response answer = api.request()
                .contentType("application/json")
                .body("""
                        {"providers":[
                          {"source":"%1$s/Acme/Fold","versions":["1.2","1.2.0","= 1.2.0"],"platforms":["linux_amd64","linux_amd64"]},
                          {"source":"%1$s/acme/fold","versions":["1.2.0","1"],"platforms":["linux_amd64"]}]}
                        """.formatted(host.toUpperCase(java.util.Locale.ROOT)))
                .post("/admin/api/jobs");

        JsonPath job = answer.then().statusCode(202).extract().jsonPath();
        assertThat(job.getInt("total_items")).isEqualTo(2);
        assertThat(job.getList("items.source")).containsOnly(host + "/acme/fold");
        assertThat(job.getList("items.version")).containsExactly("1.2.0", "1.0.0");
        assertThat(rows()).isEqualTo(before + 3);
    }

    @Test
    void aConstraintIsNoItemYetAndMakesNoTotal() {
        JsonPath job = submit(host + "/acme/fold", List.of("~> 1.2", "latest"), List.of("linux_amd64", "linux_arm64"))
                .then()
                .statusCode(202)
                .extract()
                .jsonPath();

        assertThat(job.getInt("total_items")).isZero();
        assertThat(job.getInt("progress")).isZero();
        assertThat(job.getList("items")).isEmpty();
        assertThat(rows()).isEqualTo(before + 3);
    }

    @Test
    void besideConstraintsExactVersionsAreItemsAtOnce() {
        JsonPath job = submit(host + "/acme/fold", List.of("latest", "1.0.0", "1.1.0"), List.of("linux_amd64"))
                .then()
                .statusCode(202)
                .extract()
                .jsonPath();

        assertThat(job.getInt("total_items")).isEqualTo(2);
        assertThat(job.getList("items.version")).containsExactly("1.0.0", "1.1.0");
    }

    @Test
    void differentSpellingsOfOneConstraintAreOne() {
        submit(host + "/acme/fold", List.of(">= 1.2, < 2", ">=1.2.0,<2.0"), List.of("linux_amd64", "linux_amd64"))
                .then()
                .statusCode(202);

        assertThat(rows()).isEqualTo(before + 2);
        assertThat(StackSql.number("select count(*) from job_item where version_constraint = '>= 1.2.0, < 2.0.0'"
                        + " and platforms = 'linux_amd64' and job_id = (select max(id) from job)"))
                .isEqualTo(1);
    }

    @Test
    void aConstraintNeedsAPlatform() {
        assertViolation(
                submit(host + "/acme/fold", List.of("latest"), List.of()), "providers[0].platforms", "at least one");
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void prereleasesAndMetadataAreExactVersions() {
        JsonPath job = submit(
                        host + "/acme/fold", List.of("1.0.0-beta.1", "1.0.0+build", "1.0.0"), List.of("linux_amd64"))
                .then()
                .statusCode(202)
                .extract()
                .jsonPath();

        assertThat(job.getList("items.version")).containsExactly("1.0.0-beta.1", "1.0.0+build", "1.0.0");
    }
}
