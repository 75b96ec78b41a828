package org.tfmirror.admin.bundle;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.audit.Caller;
import org.tfmirror.bundle.BundleEntry;
import org.tfmirror.bundle.BundleKeys;
import org.tfmirror.bundle.BundleNames;
import org.tfmirror.bundle.ManyPackages;
import org.tfmirror.command.bundle.BundleUploads;
import org.tfmirror.local.SamplePackages;
import org.tfmirror.local.SampleRegistry;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Sha256;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.MirrorStack;
import org.tfmirror.test.MirrorStackResource;
import org.tfmirror.test.StackSql;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Bundles as operators pack, carry and import them; one mirror is both sides. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
class BundleApiTest {

    private static final String BUNDLES = "/admin/api/bundles";
    private static final String ADOPT = "/admin/api/providers/adopt";

    @Inject
    BundleUploads uploads;

    private final SampleRegistry origin = MirrorStackResource.stack().registry();
    private final AdminApi api = new AdminApi(MirrorStackResource.stack().adminToken());

    private PackageId mirrored(String type) {
        PackageId id = origin.publishSample("carried", type, "1.0.0", "linux_amd64");
        assertThat(api.awaitEnd(api.submit(id)).getString("status")).isEqualTo("completed");
        return id;
    }

    private ValidatableResponse post(String path, @Nullable Object body) {
        return api.request()
                .contentType("application/json")
                .body(body)
                .post(path)
                .then();
    }

    private long export(PackageId... packages) {
        long id = post(BUNDLES, AdminApi.bodyOf(packages))
                .statusCode(202)
                .body("direction", equalTo("export"))
                .extract()
                .jsonPath()
                .getLong("id");
        assertThat(api.awaitEnd(id).getString("status")).isEqualTo("completed");
        return id;
    }

    private byte[] file(long bundle, String name) {
        return api.get(BUNDLES + "/" + bundle + "/" + name)
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
    }

    private ValidatableResponse upload(String name, String file, byte[] bytes) {
        return api.request()
                .contentType("application/octet-stream")
                .body(bytes)
                .put(BUNDLES + "/import/" + name + "/" + file)
                .then();
    }

    /** Uploads all files of a bundle under a name. */
    private void carry(long bundle, String name) {
        for (String file : List.of("part-0001.tar", "manifest.json", "manifest.json.sig")) {
            upload(name, file, file(bundle, file)).statusCode(200);
        }
    }

    private void delete(PackageId id) {
        long row = (Long) MirrorStackResource.stack()
                .query(
                        "select id from mirrored_package where type = ?",
                        id.provider().type())
                .get(0)
                .get(0);
        api.request().delete("/admin/api/providers/" + row).then().statusCode(204);
    }

    @Test
    void aBundleIsPackedCarriedAndImported() {
        PackageId one = mirrored("bundleone");
        PackageId two = mirrored("bundletwo");
        long bundle = export(one, two);
        carry(bundle, "whole");
        delete(one);
        given().get("/v1/providers/" + one.provider() + "/index.json").then().statusCode(404);

        JsonPath imported = post(BUNDLES + "/import", Map.of("name", "whole"))
                .statusCode(202)
                .body("direction", equalTo("import"))
                .body("serial", equalTo((int) bundle))
                .extract()
                .jsonPath();

        assertThat(api.awaitEnd(imported.getLong("id")).getString("status")).isEqualTo("completed");
        given().get("/v1/providers/" + one.provider() + "/index.json").then().statusCode(200);
    }

    @Test
    void aDryRunSaysWhatItWouldComeTo() {
        PackageId id = mirrored("bundledry");
        PackageId unknown =
                new PackageId(id.provider(), org.tfmirror.provider.ProviderVersion.parse("9.9.9"), id.platform());

        post(BUNDLES + "?dry_run=true", AdminApi.bodyOf(id, unknown))
                .statusCode(200)
                .body("packages", equalTo(1))
                .body("versions", equalTo(1))
                .body("parts", equalTo(1))
                .body("size_bytes", greaterThan(0))
                .body("missing[0]", containsString("9.9.9"));
        assertThat(MirrorStackResource.stack()
                        .query("select 1 from job_item where type = 'bundledry' and job_id in (select id from bundle)"))
                .isEmpty();
    }

    @Test
    void aPartIsGivenByRangesWithItsHashAsItsTag() {
        long bundle = export(mirrored("bundlerange"));
        byte[] whole = file(bundle, "part-0001.tar");

        byte[] part = api.request()
                .header("Range", "bytes=512-1023")
                .get(BUNDLES + "/" + bundle + "/part-0001.tar")
                .then()
                .statusCode(206)
                .extract()
                .asByteArray();

        assertThat(part).isEqualTo(Arrays.copyOfRange(whole, 512, 1024));
        String path = BUNDLES + "/" + bundle + "/part-0001.tar";
        assertThat(api.request().header("Range", "bytes=-512").get(path).asByteArray())
                .isEqualTo(Arrays.copyOfRange(whole, whole.length - 512, whole.length));
        api.request()
                .header("Range", "bytes=" + whole.length + "-")
                .get(path)
                .then()
                .statusCode(416);
        api.request()
                .header("If-None-Match", "\"%s\"".formatted(Sha256.hexOf(whole)))
                .get(path)
                .then()
                .statusCode(304);
        api.get(BUNDLES + "/" + bundle)
                .then()
                .body("parts[0].sha256", equalTo(Sha256.hexOf(whole)))
                .body("parts[0].size_bytes", equalTo(whole.length));
    }

    @Test
    void whatTheOtherSideHasIsLeftOut() {
        PackageId old = mirrored("bundleold");
        long first = export(old);
        PackageId fresh = mirrored("bundlefresh");
        Map<String, Object> since = new HashMap<>(AdminApi.bodyOf(old, fresh));
        since.put("since", List.of(first + "/manifest.json"));

        post(BUNDLES + "?dry_run=true", since).statusCode(200).body("packages", equalTo(1));
        since.put("part_size", "700M");
        long second = post(BUNDLES, since).statusCode(202).extract().jsonPath().getLong("id");
        assertThat(api.awaitEnd(second).getString("status")).isEqualTo("completed");
        api.get(BUNDLES + "/" + second)
                .then()
                .body("base", equalTo(List.of(Sha256.hexOf(file(first, "manifest.json")))))
                .body("part_size", equalTo(700 << 20));
        api.get(BUNDLES + "/" + first).then().body("base", equalTo(List.of()));

        byte[] receipt =
                api.get(BUNDLES + "/receipt").then().statusCode(200).extract().asByteArray();
        upload("back", "receipt.gz", receipt).statusCode(200);
        since.put("since", List.of("import/back/receipt.gz"));
        post(BUNDLES + "?dry_run=true", since).statusCode(200).body("packages", equalTo(0));
        post(BUNDLES, since)
                .statusCode(409)
                .body("code", equalTo("nothing_to_export"))
                .body("detail", containsString("to carry what operators have decided"));
    }

    @Test
    void aManifestThatSomebodyChangedRefusesAll() {
        long bundle = export(mirrored("bundlechanged"));
        carry(bundle, "changed");
        String json = new String(file(bundle, "manifest.json"), UTF_8);
        upload("changed", "manifest.json", json.replace("1.0.0", "1.0.1").getBytes(UTF_8));

        post(BUNDLES + "/import", Map.of("name", "changed")).statusCode(422).body("code", equalTo("bundle_untrusted"));
        post(BUNDLES + "/import", Map.of("name", "nothing")).statusCode(422).body("code", equalTo("manifest_missing"));
    }

    @Test
    void nothingIsKeptOfAManifestThatNamesAPackageTwice() {
        BundleKeys keys = MirrorStack.bundleKeys();
        List<BundleEntry> entries = new ArrayList<>(ManyPackages.entries(600));
        entries.add(ManyPackages.entry(0));
        byte[] json = ManyPackages.manifest(keys.keyId().orElseThrow(), entries).write();
        upload("twice", "manifest.json", json).statusCode(200);
        upload("twice", "manifest.json.sig", keys.sign(json)).statusCode(200);

        post(BUNDLES + "/import", Map.of("name", "twice"))
                .statusCode(422)
                .body("code", equalTo("manifest_invalid"))
                .body("detail", containsString("is named twice"));
        assertThat(MirrorStackResource.stack().query("""
                        select folder from bundle where folder like '%/twice'
                        union all
                        select item.version from job_item item join job on job.id = item.job_id
                        where job.kind = 'import' and item.hostname = 'example.com'
                        union all
                        select version from bundle_entry where hostname = 'example.com'
                        """)).isEmpty();
    }

    @Test
    void anUploadMayBeLargerThanAnyOtherBody() {
        byte[] large = new byte[5 * 1024 * 1024];

        upload("large", "part-0001.tar", large)
                .statusCode(200)
                .body("size_bytes", equalTo(large.length))
                .body("sha256", equalTo(Sha256.hexOf(large)));
        api.get(BUNDLES + "/import/large/part-0001.tar")
                .then()
                .statusCode(200)
                .body("size_bytes", equalTo(large.length));
        api.get(BUNDLES + "/import/large/part-0002.tar")
                .then()
                .statusCode(404)
                .body("code", equalTo("bundle_file_not_found"));
        api.request()
                .contentType("application/json")
                .body(large)
                .post("/admin/api/jobs")
                .then()
                .statusCode(413);
    }

    @Test
    void anUploadThatWasCutIsNotThereAndComesAnew() throws Exception {
        byte[] part = new byte[100_000];
        InputStream cut = new SequenceInputStream(new ByteArrayInputStream(part, 0, 50_000), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the sender is gone");
            }
        });
        OptionalLong length = OptionalLong.of(part.length);
        assertThatThrownBy(() -> uploads.put(Caller.system(), "cut", "part-0001.tar", cut, length))
                .hasMessage("the sender is gone");
        InputStream ended = new ByteArrayInputStream(part, 0, 50_000);
        assertThatThrownBy(() -> uploads.put(Caller.system(), "cut", "part-0001.tar", ended, length))
                .hasMessage("the body has 50000 bytes of 100000");
        api.get(BUNDLES + "/import/cut/part-0001.tar").then().statusCode(404);

        upload("cut", "part-0001.tar", part).statusCode(200);

        api.get(BUNDLES + "/import/cut/part-0001.tar").then().statusCode(200).body("size_bytes", equalTo(part.length));
    }

    @Test
    void anUploadIsDated() {
        upload("dated", "part-0001.tar", new byte[1]).statusCode(200);

        try (S3Client client = MirrorStackResource.stack().s3Client()) {
            assertThat(client.headObject(
                                    head -> head.bucket(MirrorStack.BUCKET).key("bundles/import/dated/part-0001.tar"))
                            .metadata()
                            .get(BundleNames.UPLOADED_AT))
                    .matches("20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z");
        }
    }

    @Test
    void whatWasTakenOverHasNoFilesOfABundle() {
        long id = StackSql.number(
                "insert into bundle (id, direction, folder, created_by) values (999999999, 'adopt', '', 'alice') returning id");

        for (String file : List.of("README.txt", "manifest.json", "part-0001.tar")) {
            api.get(BUNDLES + "/" + id + "/" + file).then().statusCode(404);
        }
        StackSql.update("delete from bundle where id = ?", id);
    }

    @Test
    void aThousandStatementsAreAcceptedAtATime() {
        long bundle = imported(export(mirrored("bundlemany")), "many");
        StackSql.update("delete from bundle_statement where bundle_id = ?", bundle);
        StackSql.update("""
                insert into bundle_statement (bundle_id, hostname, namespace, type, version, os, arch, reason, decision)
                select ?, 'registry.example.com', 'carried', 'bundlemany', '2.' || n || '.0', '', '', 'because', 'waive'
                from generate_series(1, 1001) n
                """, bundle);
        String path = BUNDLES + "/" + bundle + "/statements";
        String next = api.get(path + "?limit=2").jsonPath().getString("next");
        api.get(path + "?limit=500&after=" + next).then().body("statements[0].version", equalTo("2.3.0"));

        post(path + "/accept", Map.of("all", true))
                .body("accepted", equalTo(1000))
                .body("more", equalTo(true));
        post(path + "/accept", Map.of("all", true)).body("accepted", equalTo(1)).body("more", equalTo(false));
        post(path + "/accept", Map.of("all", true)).body("accepted", equalTo(0));

        StackSql.update("delete from version_hold where type = 'bundlemany'");
    }

    @Test
    void namesThatAreNoFilesOfABundleAreRefused() {
        for (String file : List.of("part-1.tar", "manifest.json.zip", ".gz", "README")) {
            upload("names", file, new byte[0]).statusCode(400).body("violations[0].field", equalTo("file"));
        }
        upload("..names", "manifest.json", new byte[0]).statusCode(400);
    }

    @Test
    void whatIsWrongWithARequestIsSaid() {
        post(BUNDLES, Map.of()).statusCode(400).body("violations[0].field", equalTo("providers"));
        post(BUNDLES, Map.of("all", true, "providers", List.of())).statusCode(400);
        post(BUNDLES, Map.of("all", true, "part_size", "4 GB"))
                .statusCode(400)
                .body("violations[0].field", equalTo("part_size"));
        post(BUNDLES, Map.of("all", true, "since", List.of("../x")))
                .statusCode(400)
                .body("violations[0].field", equalTo("since[0]"));
        post(BUNDLES, Map.of("all", true, "since", List.of("404/manifest.json")))
                .statusCode(422)
                .body("code", equalTo("since_missing"));
        post(BUNDLES + "/import", Map.of()).statusCode(400);
        post(BUNDLES + "/import", Map.of("prefix", "/etc")).statusCode(400);
        api.get(BUNDLES + "/999999").then().statusCode(404).body("code", equalTo("bundle_not_found"));
        api.get(BUNDLES + "/999999/part-0001.tar").then().statusCode(404);
    }

    @Test
    void whatIsBlockedThereIsBlockedHereOnceSomebodyAcceptsIt() {
        PackageId id = mirrored("bundlesaid");
        PackageId other = mirrored("bundlesaidnot");
        long row = rowOf(id);
        block(row, true);
        long older = export(other);
        long newer = export(other);
        block(row, false);
        long first = imported(newer, "newer");

        api.get(BUNDLES + "/" + first + "/statements?limit=500")
                .then()
                .statusCode(200)
                .body("statements.find { it.package_id == %d }.reason".formatted(row), equalTo("bad news"))
                .body("statements.find { it.package_id == %d }.superseded".formatted(row), equalTo(false));
        given().get("/v1/providers/" + id.provider() + "/index.json").then().statusCode(200);

        long late = imported(older, "older");
        post(BUNDLES + "/" + late + "/statements/accept", Map.of("all", true))
                .statusCode(200)
                .body("accepted", equalTo(0));
        post(BUNDLES + "/" + first + "/statements/accept", Map.of()).statusCode(400);
        post(BUNDLES + "/" + first + "/statements/accept", Map.of("all", true))
                .statusCode(200)
                .body("accepted", greaterThan(0));

        given().get("/v1/providers/" + id.provider() + "/index.json").then().statusCode(404);
        api.get(BUNDLES + "/" + first + "/statements?limit=500")
                .then()
                .body("statements.find { it.package_id == %d }.accepted_by".formatted(row), equalTo("alice"));

        long again = imported(newer, "newer");
        api.get(BUNDLES + "/" + again + "/statements?limit=500")
                .then()
                .body("statements.find { it.package_id == %d }.in_force".formatted(row), equalTo(true))
                .body("statements.find { it.package_id == %d }.accepted_by".formatted(row), nullValue());
        post(BUNDLES + "/" + again + "/statements/accept", Map.of("all", true))
                .statusCode(200)
                .body("accepted", equalTo(0));
    }

    @Test
    void whatIsNoLongerBlockedThereIsUnblockedHereOnceAccepted() {
        PackageId id = mirrored("bundleunsaid");
        PackageId other = mirrored("bundleunsaidnot");
        long row = rowOf(id);
        block(row, true);
        long blocking = export(other);
        block(row, false);
        long unblocking = export(other);
        accept(imported(blocking, "blocking"), row, "block");
        given().get("/v1/providers/" + id.provider() + "/index.json").then().statusCode(404);

        accept(imported(unblocking, "unblocking"), row, "unblock");

        given().get("/v1/providers/" + id.provider() + "/index.json").then().statusCode(200);
    }

    @Test
    void whatOurOperatorsBlockTheSourceDoesNotUnblock() {
        PackageId id = mirrored("bundleours");
        PackageId other = mirrored("bundleoursnot");
        long row = rowOf(id);
        block(row, true);
        long blocking = export(other);
        block(row, false);
        long unblocking = export(other);
        accept(imported(blocking, "blocking-ours"), row, "block");
        block(row, false);
        block(row, true);

        long bundle = imported(unblocking, "unblocking-ours");

        assertThat(statements(bundle).getList("statements.findAll { it.package_id == %d }".formatted(row)))
                .isEmpty();
    }

    /** Before the source's is accepted, or after, for the same reason. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatOurOperatorsBlockTooStaysTheirs(boolean before) {
        PackageId id = mirrored("bundleboth" + before);
        PackageId other = mirrored("bundlebothnot" + before);
        long row = rowOf(id);
        block(row, true);
        long blocking = export(other);
        block(row, false);
        long unblocking = export(other);
        long said = imported(blocking, "blocking-both");
        if (before) {
            block(row, "we found malware");
        }
        assertThat(statements(said).getBoolean("statements.find { it.package_id == %d }.in_force".formatted(row)))
                .isEqualTo(before);
        if (!before) {
            accept(said, row, "block");
            block(row, "bad news");
        }

        long bundle = imported(unblocking, "unblocking-both");

        assertThat(statements(bundle).getList("statements.findAll { it.package_id == %d }".formatted(row)))
                .isEmpty();
    }

    @Test
    void aVersionThatIsKeptOutThereIsKeptOutHereOnceAccepted() {
        PackageId id = mirrored("bundlerejected");
        decide(id, "7.0.0", "rejected");
        decide(id, "8.0.0", "waived");
        long packed = export(id);
        MirrorStackResource.stack().query("delete from version_hold where type = 'bundlerejected' returning id");
        long bundle = imported(packed, "rejected");
        JsonPath said = statements(bundle);
        int reject = said.getInt("statements.find { it.version == '7.0.0' && it.decision == 'reject' }.id");
        assertThat(said.getString("statements.find { it.id == %d }.platform".formatted(reject)))
                .isNull();
        assertThat(said.getString("statements.find { it.version == '8.0.0' }.decision"))
                .isEqualTo("waive");

        post(BUNDLES + "/" + bundle + "/statements/accept", Map.of("ids", List.of(reject)))
                .statusCode(200)
                .body("accepted", equalTo(1));

        assertThat(MirrorStackResource.stack()
                        .query("select version, status, reason from version_hold where type = 'bundlerejected'"))
                .containsExactly(List.of("7.0.0", "rejected", "because"));
    }

    @Test
    void anImportBringsWhatIsHeldOnlyWithAWaiver() {
        PackageId id = mirrored("bundleheld");
        carry(export(id), "held");
        delete(id);
        decide(id, "1.0.0", "rejected");
        Map<String, Object> held = Map.of("name", "held");
        Map<String, Object> waived = Map.of("name", "held", "waive", "needed for the import");

        assertThat(errorOf(post(BUNDLES + "/import", held))).isEqualTo("version_held");
        asViewer(BUNDLES + "/import", waived).statusCode(403);
        post(BUNDLES + "/import", Map.of("name", "held", "waive", "two\nlines"))
                .statusCode(400)
                .body("violations[0].field", equalTo("waive"));

        assertThat(errorOf(post(BUNDLES + "/import", waived))).isNull();
        given().get("/v1/providers/" + id.provider() + "/1.0.0.json").then().statusCode(200);
        assertThat(audited("bundle.import", "needed for the import")).isEqualTo(1);
    }

    @Test
    void anAdoptionBringsWhatIsHeldOnlyWithAWaiver() {
        PackageId id = copied("adoptheld", "heldcopies");
        decide(id, "1.0.0", "rejected");
        Map<String, Object> held = Map.of("prefix", "heldcopies");
        Map<String, Object> waived = Map.of("prefix", "heldcopies", "waive", "needed for the adoption");

        assertThat(errorOf(post(ADOPT, held))).isEqualTo("version_held");
        asViewer(ADOPT, waived).statusCode(403);
        post(ADOPT, Map.of("prefix", "heldcopies", "waive", ""))
                .statusCode(400)
                .body("violations[0].field", equalTo("waive"));

        assertThat(errorOf(post(ADOPT, waived))).isNull();
        given().get("/v1/providers/" + id.provider() + "/1.0.0.json").then().statusCode(200);
        assertThat(audited("package.adopt", "needed for the adoption")).isEqualTo(1);
    }

    /** Ends the job that was submitted. */
    private @Nullable String errorOf(ValidatableResponse submitted) {
        long job = submitted.statusCode(202).extract().jsonPath().getLong("id");
        return api.awaitEnd(job).getString("items[0].error_code");
    }

    private static ValidatableResponse asViewer(String path, Object body) {
        return new AdminApi(MirrorStackResource.stack().viewerToken())
                .request()
                .contentType("application/json")
                .body(body)
                .post(path)
                .then();
    }

    private static long audited(String action, String waiver) {
        return StackSql.number(
                "select count(*) from audit_entry where action = ? and outcome = 'done' and actor = 'alice'"
                        + " and detail like '%waive=' || ?",
                action, waiver);
    }

    private static void decide(PackageId id, String version, String status) {
        MirrorStackResource.stack()
                .query(
                        """
                        insert into version_hold
                          (hostname, namespace, type, version, status, decided_by, decided_at, reason)
                        values (?, ?, ?, ?, ?, 'carol', now(), 'because') returning id
                        """,
                        id.provider().hostname(),
                        id.provider().namespace(),
                        id.provider().type(),
                        version,
                        status);
    }

    private JsonPath statements(long bundle) {
        return api.get(BUNDLES + "/" + bundle + "/statements?limit=500")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private void accept(long bundle, long row, String decision) {
        int statement = statements(bundle)
                .getInt("statements.find { it.package_id == %d && it.decision == '%s' }.id".formatted(row, decision));
        post(BUNDLES + "/" + bundle + "/statements/accept", Map.of("ids", List.of(statement)))
                .statusCode(200)
                .body("accepted", equalTo(1));
    }

    private long imported(long bundle, String name) {
        carry(bundle, name);
        long id = post(BUNDLES + "/import", Map.of("name", name))
                .statusCode(202)
                .extract()
                .jsonPath()
                .getLong("id");
        api.awaitEnd(id);
        return id;
    }

    private static long rowOf(PackageId id) {
        return (Long) java.util.Objects.requireNonNull(MirrorStackResource.stack()
                .query(
                        "select id from mirrored_package where type = ?",
                        id.provider().type())
                .get(0)
                .get(0));
    }

    private void block(long row, boolean blocked) {
        if (blocked) {
            block(row, "bad news");
        } else {
            change(row, Map.of("blocked", false));
        }
    }

    private void block(long row, String reason) {
        change(row, Map.of("blocked", true, "reason", reason));
    }

    private void change(long row, Map<String, Object> change) {
        api.request()
                .contentType("application/json")
                .body(change)
                .put("/admin/api/providers/" + row)
                .then()
                .statusCode(200);
    }

    /** Publishes a package, and puts its archive into the bucket below a folder. */
    private PackageId copied(String type, String folder) {
        PackageId id = origin.publishSample("carried", type, "1.0.0", "linux_amd64");
        String key = folder + "/" + id.provider() + "/" + id.archiveName();
        try (S3Client client = MirrorStackResource.stack().s3Client()) {
            client.putObject(
                    put -> put.bucket(MirrorStack.BUCKET).key(key), RequestBody.fromBytes(SamplePackages.small(id)));
        }
        return id;
    }

    @Test
    void archivesInTheBucketAreTakenOver() {
        PackageId id = copied("adopted", "copied");

        long job = post(ADOPT, Map.of("prefix", "copied/"))
                .statusCode(202)
                .body("kind", equalTo("adopt"))
                .extract()
                .jsonPath()
                .getLong("id");

        assertThat(api.awaitEnd(job).getString("status")).isEqualTo("completed");
        given().get("/v1/providers/" + id.provider() + "/1.0.0.json").then().statusCode(200);
        post(ADOPT, Map.of("prefix", "nothing")).statusCode(409).body("code", equalTo("nothing_to_adopt"));
        post(ADOPT, Map.of()).statusCode(400);
        post(ADOPT, Map.of("prefix", "../x")).statusCode(400);
    }

    @Test
    void theKeyIsGivenAsPem() {
        api.get(BUNDLES + "/key").then().statusCode(200).body(startsWith("-----BEGIN PUBLIC KEY-----"));
    }
}
