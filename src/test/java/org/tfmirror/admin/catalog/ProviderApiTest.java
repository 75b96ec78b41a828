package org.tfmirror.admin.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.test.Problems.assertProblem;
import static org.tfmirror.test.Problems.assertViolation;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.local.SamplePackages;
import org.tfmirror.provider.PackageId;
import org.tfmirror.removal.UnfinishedRemovals;
import org.tfmirror.storage.MirrorLayout;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.MirrorStackResource;
import org.tfmirror.test.MirroredSamples;
import org.tfmirror.test.StackSql;

/** The catalog: looking at packages, and blocking them. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
class ProviderApiTest {

    private static final String TYPE = "catalogued";
    private static final String[] FIELDS = {
        "id",
        "source",
        "hostname",
        "version",
        "platform",
        "filename",
        "size_bytes",
        "hashes",
        "key",
        "warnings",
        "verified_at",
        "integrity",
        "untrusted",
        "evidence",
        "requires_token",
        "checked_at",
        "listed",
        "waiting_for",
        "blocked",
        "blocked_by",
        "blocked_at",
        "blocked_reason"
    };

    private final String host = MirrorStackResource.stack().registry().hostname();
    private final AdminApi api = new AdminApi(MirrorStackResource.stack().adminToken());
    private final List<PackageId> packages = new ArrayList<>();

    @Inject
    UnfinishedRemovals left;

    @BeforeEach
    void mirrorSome() {
        packages.add(MirroredSamples.small(TYPE, "1.0.0", "linux_amd64"));
        packages.add(MirroredSamples.small(TYPE, "1.0.0", "darwin_arm64"));
        packages.add(MirroredSamples.small(TYPE, "1.1.0", "linux_amd64"));
        StackSql.update("update mirrored_package set blocked = false, blocked_by = null, blocked_at = null,"
                + " blocked_reason = null, integrity = 'intact', checked_at = null where type = '" + TYPE + "'");
    }

    private static String idOf(PackageId id) {
        return String.valueOf(StackSql.number(
                "select id from mirrored_package where type = ? and version = ? and os = ?",
                id.provider().type(),
                id.version().toString(),
                id.platform().os()));
    }

    private JsonPath list(String query) {
        return api.get("/admin/api/providers?type=" + TYPE + query)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private Response put(String id, String body) {
        return api.request().contentType("application/json").body(body).put("/admin/api/providers/" + id);
    }

    @Test
    void aRemovalLeftHalfwayIsFinishedByTheNextRound() {
        PackageId id = MirroredSamples.small("left-halfway", "1.0.0", "linux_amd64");
        String key = MirrorLayout.atTop().keyOf(id).value();
        StackSql.update("insert into package_download (hostname, namespace, type, version, os, arch,"
                + " removal_id, removal_key, removal_until)"
                + " select hostname, namespace, type, version, os, arch, nextval('package_removal_id_seq'), storage_key,"
                + " now() - interval '1 second' from mirrored_package where type = 'left-halfway'");
        StackSql.update("delete from mirrored_package where type = 'left-halfway'");

        left.finish();

        assertThat(MirrorStackResource.stack().visibleKeys()).doesNotContain(key);
        assertThat(StackSql.number("select count(*) from package_download where removal_id is not null"))
                .isZero();
    }

    @Test
    void thePackagesAreListedFromTheNewest() {
        JsonPath page = list("");

        assertThat(page.getMap("").keySet()).containsExactlyInAnyOrder("providers", "next");
        assertThat(page.getString("next")).isNull();
        assertThat(page.getList("providers.version")).containsExactly("1.1.0", "1.0.0", "1.0.0");
        assertThat(page.getList("providers.platform")).containsExactly("linux_amd64", "darwin_arm64", "linux_amd64");
    }

    @Test
    void pagesFollowEachOtherWithoutGapsOrRepeats() {
        List<Object> read = new ArrayList<>();
        String next = "";
        for (int i = 0; i < 3; i++) {
            JsonPath page = list("&limit=1" + next);
            read.addAll(page.getList("providers.id"));
            next = "&after=" + page.getString("next");
        }

        assertThat(next).isEqualTo("&after=null");
        assertThat(read).isEqualTo(list("").getList("providers.id"));
    }

    @ParameterizedTest
    @CsvSource({
        "version=1.0.0, 2",
        "version=1.0, 2",
        "version=9.9.9, 0",
        "platform=linux_amd64, 2",
        "platform=linux_arm64, 0",
        "version=1.0.0&platform=darwin_arm64, 1",
        "namespace=acme, 3",
        "namespace=ACME, 3",
        "namespace=other, 0",
        "hostname=registry.tfmirror.test, 3",
        "hostname=registry.example.com, 0",
        "blocked=false, 3",
        "blocked=true, 0",
        "integrity=intact, 3",
        "integrity=altered, 0"
    })
    void aFilterNarrowsTheList(String filter, int found) {
        assertThat(list("&" + filter).getList("providers")).hasSize(found);
    }

    @ParameterizedTest
    @CsvSource({
        "hostname, a b",
        "hostname, user@example.com",
        "namespace, a.b",
        "type, terraform-provider-aws",
        "version, v1.0.0",
        "version, ~> 1.0",
        "platform, linux",
        "blocked, yes",
        "blocked, TRUE",
        "integrity, broken",
        "limit, 0",
        "limit, 501",
        "limit, ten",
        "after, x",
        "after, -1",
        "after, 99999999999999999999"
    })
    void aBadQueryIsRefused(String parameter, String value) {
        assertViolation(api.request().queryParam(parameter, value).get("/admin/api/providers"), parameter, "");
    }

    @Test
    void allThatIsWrongWithAQueryIsToldAtOnce() {
        JsonPath problem =
                assertProblem(api.get("/admin/api/providers?version=x&platform=y&limit=z"), 400, "invalid_request");

        assertThat(problem.getList("violations.field")).containsExactly("version", "platform", "limit");
    }

    @Test
    void theDetailsSayWhatWasVerifiedByWhichKeyAndWhen() throws Exception {
        PackageId id = packages.get(0);
        byte[] archive = SamplePackages.small(id);

        JsonPath details = api.get("/admin/api/providers/" + idOf(id))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        assertThat(details.getMap("").keySet()).containsExactlyInAnyOrder(FIELDS);
        assertThat(details.getString("source")).isEqualTo(host + "/acme/" + TYPE);
        assertThat(details.getString("hostname")).isEqualTo(host);
        assertThat(details.getString("version")).isEqualTo("1.0.0");
        assertThat(details.getString("platform")).isEqualTo("linux_amd64");
        assertThat(details.getString("filename")).isEqualTo(id.archiveName());
        assertThat(details.getLong("size_bytes")).isEqualTo(archive.length);
        assertThat(details.getString("hashes[0]")).startsWith("h1:");
        assertThat(details.getString("hashes[1]"))
                .isEqualTo("zh:"
                        + HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(archive)));
        assertThat(details.getString("key.primary_fingerprint")).matches("[0-9A-F]{40}");
        assertThat(details.getString("key.signing_fingerprint")).matches("[0-9A-F]{40}");
        assertThat(details.getList("warnings")).isEmpty();
        assertThat(details.getString("verified_at")).endsWith("Z");
        assertThat(details.getString("integrity")).isEqualTo("intact");
        assertThat(details.getBoolean("blocked")).isFalse();
        assertThat(details.getString("blocked_by")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"999999999", "0", "-1", "x", "1.0", "99999999999999999999", "%00"})
    void whatNamesNoPackageIsNotFound(String id) {
        for (Response answer : List.of(
                api.request().urlEncodingEnabled(false).get("/admin/api/providers/" + id),
                api.request()
                        .urlEncodingEnabled(false)
                        .contentType("application/json")
                        .body("{\"blocked\":true}")
                        .put("/admin/api/providers/" + id))) {
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.jsonPath().getString("code")).isIn("package_not_found", "not_found");
        }
    }

    @Test
    void whatVouchesForAPackageIsGivenByteForByte() {
        String id = idOf(packages.get(0));

        JsonPath evidence = api.get("/admin/api/providers/" + id + "/evidence")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        assertThat(evidence.getString("digest"))
                .isEqualTo(api.get("/admin/api/providers/" + id).jsonPath().getString("evidence"));
        byte[] document = Base64.getDecoder().decode(evidence.getString("shasums"));
        assertThat(new String(document, StandardCharsets.UTF_8))
                .isEqualTo(evidence.getString("shasums_text"))
                .contains(evidence.getString("filename"));
        assertThat(Base64.getDecoder().decode(evidence.getString("signature"))).isNotEmpty();
        assertThat(evidence.getString("keys[0].ascii_armor")).startsWith("-----BEGIN PGP PUBLIC KEY BLOCK-----");
        assertThat(evidence.getString("key.primary_fingerprint")).matches("[0-9A-F]{40}");
        assertThat(evidence.getBoolean("trusted")).isTrue();
    }

    @Test
    void aPackageWithoutEvidenceSaysHowToFetchIt() {
        String id = idOf(packages.get(0));
        StackSql.update("update mirrored_package set evidence = null where id = " + id);

        JsonPath problem =
                assertProblem(api.get("/admin/api/providers/" + id + "/evidence"), 404, "evidence_not_found");

        assertThat(problem.getString("detail")).contains("POST /admin/api/providers/evidence");
        Response job = api.request()
                .contentType("application/json")
                .body("{\"source\":\"" + host + "/acme/" + TYPE + "\"}")
                .post("/admin/api/providers/evidence");
        assertThat(job.statusCode()).isEqualTo(202);
        assertThat(job.jsonPath().getString("kind")).isEqualTo("evidence");
        Awaitility.await()
                .untilAsserted(() -> assertThat(api.get("/admin/api/providers/" + id + "/evidence")
                                .statusCode())
                        .isEqualTo(200));
        assertProblem(
                api.request()
                        .contentType("application/json")
                        .body("{\"source\":\"" + host + "/acme/" + TYPE + "\"}")
                        .post("/admin/api/providers/evidence"),
                409,
                "no_evidence_missing");
    }

    @Test
    void anUntrustedPackageSaysWhichRuleRefusesIt() {
        String id = idOf(packages.get(0));
        StackSql.update(
                "update mirrored_package set untrusted_by = 'key_revoked', untrusted_reason = 'why' where id = " + id);
        try {
            JsonPath details = api.get("/admin/api/providers/" + id).jsonPath();

            assertThat(details.getString("integrity")).isEqualTo("untrusted");
            assertThat(details.getString("untrusted.rule")).isEqualTo("key_revoked");
            assertThat(details.getString("untrusted.reason")).isEqualTo("why");
            assertThat(list("&integrity=untrusted").getList("providers.id", String.class))
                    .containsExactly(id);
            assertThat(list("&integrity=altered").getList("providers.id")).isEmpty();
            assertThat(list("&integrity=intact").getList("providers.id", String.class))
                    .hasSize(2)
                    .doesNotContain(id);
            assertThat(api.get("/admin/api/providers/" + id + "/evidence")
                            .jsonPath()
                            .getBoolean("trusted"))
                    .isFalse();
        } finally {
            StackSql.update(
                    "update mirrored_package set untrusted_by = null, untrusted_reason = null where id = " + id);
        }
    }

    @Test
    void aBlockedPackageTellsByWhomWhenAndWhy() {
        String id = idOf(packages.get(0));

        JsonPath blocked = put(id, "{\"blocked\":true,\"reason\":\"CVE-2026-1\"}")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        assertThat(blocked.getBoolean("blocked")).isTrue();
        assertThat(blocked.getString("blocked_by")).isEqualTo("alice");
        assertThat(blocked.getString("blocked_at")).endsWith("Z");
        assertThat(blocked.getString("blocked_reason")).isEqualTo("CVE-2026-1");
        assertThat(list("&blocked=true").getList("providers.id", String.class)).containsExactly(id);
    }

    @Test
    void blockingAndUnblockingAgainChangeNothing() {
        String id = idOf(packages.get(0));

        String blocked = put(id, "{\"blocked\":true}").asString();
        assertThat(put(id, "{\"blocked\":true}").asString()).isEqualTo(blocked);

        String unblocked = put(id, "{\"blocked\":false}").asString();
        assertThat(put(id, "{\"blocked\":false}").asString()).isEqualTo(unblocked);
        JsonPath details = JsonPath.from(unblocked);
        assertThat(details.getBoolean("blocked")).isFalse();
        assertThat(details.getString("blocked_by")).isNull();
        assertThat(details.getString("blocked_at")).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|blocked",
                "{\"blocked\":null}|blocked",
                "{\"blocked\":\"true\"}|blocked",
                "{\"blocked\":1}|blocked",
                "{\"blocked\":[]}|blocked",
                "{\"blocked\":true,\"reason\":\"\"}|reason",
                "{\"blocked\":true,\"reason\":\"a\\u0000b\"}|reason",
                "{\"blocked\":true,\"reason\":\"a\\nb\"}|reason",
                "{\"blocked\":true,\"reason\":5}|reason",
                "{\"blocked\":false,\"reason\":\"why\"}|reason",
                "{\"block\":true}|block"
            })
    void aBodyThatIsNotMeantSoIsRefused(String body, String field) {
        String id = idOf(packages.get(0));

        assertViolation(put(id, body), field, "");

        assertThat(list("&blocked=true").getList("providers")).isEmpty();
    }

    @Test
    void aReasonOfMoreThanFiveHundredCharactersIsRefused() {
        assertViolation(
                put(idOf(packages.get(0)), "{\"blocked\":true,\"reason\":\"" + "a".repeat(501) + "\"}"), "reason", "");
    }
}
