package org.tfmirror.admin.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.test.Problems.assertProblem;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.MirrorStack;
import org.tfmirror.test.MirrorStackResource;
import org.tfmirror.test.StackSql;

/** Jobs out of files: what an operator wrote, and what Terraform locked. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
class LoadTest {

    private static final String OTHER_ZH = "zh:" + "0123456789abcdef".repeat(4);
    private static final String OTHER_H1 = "h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

    private final MirrorStack stack = MirrorStackResource.stack();
    private final AdminApi api = new AdminApi(stack.adminToken());

    private Response load(String file, String... platforms) {
        return load(api.request(), file.getBytes(StandardCharsets.UTF_8), platforms);
    }

    private static Response load(RequestSpecification request, byte[] file, String... platforms) {
        request.multiPart("file", "providers.hcl", file);
        for (String platform : platforms) {
            request.multiPart("platforms", platform);
        }
        return request.post("/admin/api/providers/load");
    }

    private JsonPath loaded(String file, String... platforms) {
        Response answer = load(file, platforms);
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(202);
        long id = answer.jsonPath().getLong("id");
        assertThat(answer.header("Location")).endsWith("/admin/api/jobs/" + id);
        return api.awaitEnd(id);
    }

    private static String lockOf(PackageId id, String... hashes) {
        return """
                # This file is maintained automatically by "terraform init".
                provider "%s" {
                  version     = "%s"
                  constraints = "~> 1.0"
                  hashes = [
                    "%s",
                  ]
                }
                """.formatted(id.provider(), id.version(), String.join("\",\n    \"", hashes));
    }

    /** The hashes that the mirror offers of a package, h1 first. */
    private List<String> hashesOf(PackageId id) {
        return api.get("/v1/providers/%s/%s.json".formatted(id.provider(), id.version()))
                .jsonPath()
                .getList("archives.%s.hashes".formatted(id.platform()));
    }

    private void delete(PackageId id) {
        long row = StackSql.number(
                "select id from mirrored_package where type = ? and version = ?",
                id.provider().type(),
                id.version().toString());
        api.request().delete("/admin/api/providers/" + row).then().statusCode(204);
    }

    @Test
    void aVersionsFileBringsTheNewestAndSaysWhatItLacks() {
        stack.registry().publishSample("acme", "required", "1.0.0", "linux_amd64");
        stack.registry().publishSample("acme", "required", "1.1.0", "linux_amd64");

        JsonPath job = loaded(
                "terraform {\n required_providers {\n  r = { source = \"%s/acme/required\", version = \"~> 1.0\" }\n }\n}"
                        .formatted(stack.registry().hostname()),
                "linux_amd64");

        assertThat(job.getString("status")).isEqualTo("completed");
        assertThat(job.getList("items.version")).containsExactly("1.1.0");
        assertThat(job.getList("warnings").toString()).contains("modules of a configuration may need more");
    }

    @Test
    void aDefinitionFileBecomesAJobForAllItNames() {
        stack.registry().publishSample("acme", "defined", "1.0.0", "linux_amd64");
        stack.registry().publishSample("acme", "defined", "1.1.0", "linux_amd64");
        stack.registry().publishSample("acme", "defined2", "2.0.0", "linux_amd64");
        String host = stack.registry().hostname();

        JsonPath job = loaded("""
                provider "%s/acme/defined" {
                  versions  = ["1.0.0", ">= 1.1, < 2.0"] # exact, and a constraint
                  platforms = ["linux_amd64"]
                }
                provider "%s/acme/defined2" { versions = ["latest"] platforms = ["linux_amd64"] }
                """.formatted(host, host));

        assertThat(job.getString("status")).as(job.prettify()).isEqualTo("completed");
        assertThat(job.getList("items.version")).containsExactlyInAnyOrder("1.0.0", "1.1.0", "2.0.0");
        assertThat(StackSql.number(
                        "select count(*) from audit_entry where action = 'job.load' and object = ? and outcome = 'done'",
                        "job/" + job.getLong("id")))
                .isOne();
    }

    @Test
    void aLockFileMirrorsExactlyTheLockedVersionForTheNamedPlatforms() {
        PackageId locked = stack.registry().publishSample("acme", "locked", "1.0.0", "linux_amd64");
        stack.registry().publishSample("acme", "locked", "1.0.0", "darwin_arm64");
        stack.registry().publishSample("acme", "locked", "1.1.0", "linux_amd64");
        api.awaitEnd(api.submit(locked));
        List<String> hashes = hashesOf(locked);

        for (String hash : hashes) {
            delete(locked);
            JsonPath job = loaded(lockOf(locked, hash, OTHER_ZH), "linux_amd64");

            assertThat(job.getString("status")).as(job.prettify()).isEqualTo("completed");
            assertThat(job.getList("items.version")).containsExactly("1.0.0");
            assertThat(job.getList("items.platform")).containsExactly("linux_amd64");
        }
        assertThat(hashesOf(locked)).isEqualTo(hashes);
    }

    @Test
    void aPackageThatIsNotTheLockedOneFailsAndIsNeverOffered() {
        PackageId other = stack.registry().publishSample("acme", "mismatched", "1.0.0", "linux_amd64");
        stack.registry().publishSample("acme", "mismatched", "1.0.0", "windows_amd64");

        JsonPath job = loaded(lockOf(other, OTHER_ZH, OTHER_H1), "linux_amd64,windows_amd64");

        assertThat(job.getString("status")).isEqualTo("failed");
        assertThat(job.getList("items.error_code")).containsExactly("lock_mismatch", "lock_mismatch");
        assertThat(job.getString("items[0].error_message")).contains("one of the 2 in the lock file");
        assertThat(api.get("/v1/providers/%s/index.json".formatted(other.provider()))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void aRetryIsHeldAgainstTheLockAsWell() {
        PackageId other = stack.registry().publishSample("acme", "retried-lock", "1.0.0", "linux_amd64");
        JsonPath job = loaded(lockOf(other, OTHER_ZH), "linux_amd64");

        api.request()
                .post("/admin/api/jobs/%d/retry".formatted(job.getLong("id")))
                .then()
                .statusCode(200);

        assertThat(api.awaitEnd(job.getLong("id")).getList("items.error_code")).containsExactly("lock_mismatch");
    }

    @Test
    void aRepeatedLoadWithItsKeyIsTheFirstJobAndAnotherLockIsNot() {
        PackageId wanted = stack.registry().publishSample("acme", "keyed", "1.0.0", "linux_amd64");
        byte[] file = lockOf(wanted, OTHER_ZH).getBytes(StandardCharsets.UTF_8);
        byte[] other = lockOf(wanted, OTHER_H1).getBytes(StandardCharsets.UTF_8);

        Response first = load(api.request().header("Idempotency-Key", "load-1"), file, "linux_amd64");
        Response again = load(api.request().header("Idempotency-Key", "load-1"), file, "linux_amd64");
        Response reused = load(api.request().header("Idempotency-Key", "load-1"), other, "linux_amd64");

        assertThat(again.jsonPath().getLong("id")).isEqualTo(first.jsonPath().getLong("id"));
        assertProblem(reused, 422, "idempotency_key_reused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux_amd64", ""})
    void aLockFileThatLocksNothingIsAJobThatIsDone(String platform) {
        String header = "# This file is maintained automatically by \"terraform init\".\n";

        JsonPath job = platform.isEmpty() ? loaded(header) : loaded(header, platform);

        assertThat(job.getString("status")).isEqualTo("completed");
        assertThat(job.getInt("progress")).isEqualTo(100);
        assertThat(job.getInt("total_items")).isZero();
        assertThat(job.getList("items")).isEmpty();
    }

    @Test
    void aLockWithoutHashesMirrorsTheLockedVersion() {
        PackageId locked = stack.registry().publishSample("acme", "unhashed", "1.0.0", "linux_amd64");
        stack.registry().publishSample("acme", "unhashed", "1.1.0", "linux_amd64");

        JsonPath job = loaded("\uFEFF" + """
                provider "%s" {
                  version     = "1.0.0"
                  constraints = "~> 1.0"
                }
                """.formatted(locked.provider()), "linux_amd64");

        assertThat(job.getString("status")).as(job.prettify()).isEqualTo("completed");
        assertThat(job.getList("items.version")).containsExactly("1.0.0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // file | platforms | field | what is said
                "`provider \"acme/x\" {` | | file | line 1, column 20: not HCL",
                "`provider \"acme/x\" { versions = [\"1.0.0\", \"v2\"] platforms = [\"linux_amd64\"] }` | | file | line 1, column 42: \"v2\"",
                "`provider \"acme/x\" { versions = [\"1.0.0\"] platforms = [\"linux\"] }` | | file | line 1, column 55: \"linux\"",
                "`provider \"acme\" { versions = [\"1.0.0\"] platforms = [\"linux_amd64\"] }` | | file | line 1, column 10: \"acme\"",
                "`provider \"acme/x\" { versions = [\"1.0.0\"] platforms = [\"linux_amd64\"] }` | linux_amd64 | platforms | lock file or a versions.tf only",
                "`provider \"acme/x\" { version = \"1.0.0\" hashes = [\"zh:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"] }` | | platforms | name them",
                "`provider \"acme/x\" { version = \"1.0.0\" hashes = [\"zh:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"] }` | linux | platforms[0] | \"linux\"",
                "`provider \"acme/x\" { version = \"~> 1.0\" hashes = [\"zh:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"] }` | linux_amd64 | file | line 1, column 31",
                "`provider \"acme/x\" { version = \"~> 1.0\" platforms = [\"linux_amd64\"] }` | | file | line 1, column 21: unknown attribute version; did you mean versions",
                "`resource \"a\" \"b\" { x = { source = \"acme/x\" } }` | linux_amd64 | file | line 1, column 1: this is a Terraform configuration",
            })
    void whatIsWrongWithAFileIsToldAndNothingIsStored(String file, String platforms, String field, String said) {
        long before = StackSql.number("select count(*) from job");

        Response answer = platforms == null
                ? load(file.replace("acme/x", stack.registry().hostname() + "/acme/x"))
                : load(file.replace("acme/x", stack.registry().hostname() + "/acme/x"), platforms);

        assertProblem(answer, 400, "invalid_request");
        Map<String, String> violation = answer.jsonPath().getMap("violations[0]");
        assertThat(violation.get("field")).isEqualTo(field);
        int shift = stack.registry().hostname().length() + 1;
        assertThat(violation.get("message")).contains(shifted(said, shift, file));
        assertThat(StackSql.number("select count(*) from job")).isEqualTo(before);
    }

    /** The hostname that is put in moves what comes after the source. */
    private static String shifted(String said, int shift, String file) {
        Matcher column = Pattern.compile("column (\\d+)").matcher(said);
        if (!column.find() || Integer.parseInt(column.group(1)) <= 10 || !file.contains("acme/x")) {
            return said;
        }
        return column.replaceFirst("column " + (Integer.parseInt(column.group(1)) + shift));
    }

    @Test
    void aFormWithoutAFileAndAFileThatIsNoTextAreRefused() {
        Response none = api.request().multiPart("platforms", "linux_amd64").post("/admin/api/providers/load");
        Response bytes = load(api.request(), new byte[] {(byte) 0xC3, (byte) 0x28});

        assertProblem(none, 400, "invalid_request");
        assertThat(none.jsonPath().getString("violations[0].field")).isEqualTo("file");
        assertProblem(bytes, 400, "invalid_request");
        assertThat(bytes.jsonPath().getString("violations[0].message")).contains("UTF-8");
    }
}
