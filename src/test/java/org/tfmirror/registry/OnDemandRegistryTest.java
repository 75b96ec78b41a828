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
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.local.Fault;
import org.tfmirror.local.SamplePackages;
import org.tfmirror.local.SampleRegistry;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Sha256;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.MirrorStackResource;
import org.tfmirror.test.StackSql;

/** The registry face of what nobody has ordered. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
class OnDemandRegistryTest {

    private static final AtomicInteger TYPES = new AtomicInteger();

    private final SampleRegistry origin = MirrorStackResource.stack().registry();
    private final AdminApi api = new AdminApi(MirrorStackResource.stack().adminToken());
    private final String type = "faced" + TYPES.incrementAndGet();

    @AfterEach
    void noFaults() {
        origin.faults().clear();
    }

    @Test
    void theVersionsAreTheOriginsBesideTheMirrored() {
        PackageId linux = publish("1.9.0", "linux_amd64");
        publish("1.9.0", "darwin_arm64");
        assertThat(api.awaitEnd(api.submit(linux)).getString("status")).isEqualTo("completed");
        publish("1.10.0", "linux_amd64");
        StackSql.update("update origin_list set fetched_at = fetched_at - interval '1 hour' where type = ?", type);

        JsonPath versions = get(base(linux) + "/versions").jsonPath();

        assertThat(versions.<String>getList("versions.version")).containsExactly("1.9.0", "1.10.0");
        assertThat(versions.<List<String>>getList("versions.protocols")).containsOnly(List.of("5.0"));
        assertThat(versions.<Map<String, String>>getList("versions[0].platforms"))
                .containsExactly(Map.of("os", "darwin", "arch", "arm64"), Map.of("os", "linux", "arch", "amd64"));
        assertThat(versions.<Map<String, String>>getList("versions[1].platforms"))
                .containsExactly(Map.of("os", "linux", "arch", "amd64"));
    }

    @Test
    void aPackageComesWithWhatItsAuthorsSigned() {
        PackageId id = publish("1.0.0", "linux_amd64");

        JsonPath document = get(download(id)).jsonPath();

        assertThat(document.getString("filename")).isEqualTo(id.archiveName());
        assertThat(document.getString("shasum")).isEqualTo(Sha256.hexOf(SamplePackages.small(id)));
        assertThat(document.<String>getList("protocols")).containsExactly("5.0");
        assertThat(document.<String>getList("signing_keys.gpg_public_keys.ascii_armor"))
                .hasSize(1);
        assertThat(from(id, document, "shasums_url").asString())
                .isEqualTo(Sha256.hexOf(SamplePackages.small(id)) + "  " + id.archiveName() + "\n");
        assertThat(from(id, document, "shasums_signature_url").asByteArray()).isNotEmpty();
        assertThat(StackSql.number("select count(*) from mirrored_package where type = ?", type))
                .as("nothing has come yet")
                .isZero();

        assertThat(from(id, document, "download_url").asByteArray()).isEqualTo(SamplePackages.small(id));
        assertThat(get(download(id)).jsonPath().getString("shasum")).isEqualTo(document.getString("shasum"));
    }

    @Test
    void whatIsNotAllowedIsAskedOfNobody() {
        PackageId stranger = origin.publishSample("notallowed", type, "1.0.0", "linux_amd64");

        assertThat(get(base(stranger) + "/versions").statusCode()).isEqualTo(404);
        assertThat(get(download(stranger)).statusCode()).isEqualTo(404);
        assertThat(origin.requestCount(path -> path.contains("/" + type + "/"))).isZero();
    }

    @Test
    void anOriginThatFailsIsNoProofOfAnything() {
        PackageId id = publish("1.0.0", "linux_amd64");
        origin.faults().always(path -> path.contains("/" + type + "/"), Fault.status(503));

        for (String path : List.of(base(id) + "/versions", download(id))) {
            Response answer = get(path);
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).isEqualTo("5");
            assertThat(answer.contentType()).isEqualTo("application/json");
        }
    }

    @Test
    void whileTheOriginFailsWhatIsKnownGoesOn() {
        PackageId id = publish("1.0.0", "linux_amd64");
        assertThat(get(download(id)).statusCode()).isEqualTo(200);
        origin.faults().always(path -> path.contains("/" + type + "/"), Fault.status(503));

        JsonPath document = get(download(id)).jsonPath();

        assertThat(get(base(id) + "/versions").statusCode()).isEqualTo(200);
        assertThat(from(id, document, "shasums_url").statusCode()).isEqualTo(200);
    }

    @Test
    void whatIsWithheldTakesItsEvidenceAlong() {
        PackageId linux = publish("1.0.0", "linux_amd64");
        publish("1.0.0", "darwin_arm64");
        JsonPath document = get(download(linux)).jsonPath();
        assertThat(api.awaitEnd(api.submit(linux)).getString("status")).isEqualTo("completed");
        StackSql.update("update mirrored_package set blocked = true where type = ?", type);

        assertThat(get(base(linux) + "/versions").statusCode()).isEqualTo(404);
        assertThat(get(download(linux)).statusCode()).isEqualTo(404);
        assertThat(from(linux, document, "shasums_url").statusCode()).isEqualTo(404);
    }

    @Test
    void whatWasGivenToACredentialStaysClosedWithoutIt() {
        PackageId id = publish("1.0.0", "linux_amd64");
        JsonPath document = get(download(id)).jsonPath();
        StackSql.update("update evidence set requires_token = true where type = ?", type);

        assertThat(get(download(id)).statusCode()).isEqualTo(404);
        assertThat(get("/v1/providers/" + id.provider() + "/1.0.0.json").statusCode())
                .isEqualTo(404);
        assertThat(from(id, document, "shasums_url").statusCode()).isEqualTo(403);
        assertThat(from(id, document, "download_url").statusCode()).isEqualTo(403);
        assertThat(given().head("/v1/providers/" + id.provider() + "/" + id.archiveName())
                        .statusCode())
                .isEqualTo(403);
        assertThat(StackSql.number("select count(*) from job_item where type = ?", type))
                .isZero();

        assertThat(api.awaitEnd(api.submit(id)).getString("status")).isEqualTo("completed");
        assertThat(get(download(id)).statusCode()).isNotEqualTo(200);
        assertThat(from(id, document, "download_url").statusCode()).isEqualTo(403);
        assertThat(StackSql.number("select count(*) from mirrored_package where requires_token and type = ?", type))
                .isEqualTo(1);
    }

    @Test
    void aColdInitAsksTheOriginOnceForEachDocument() {
        PackageId linux = publish("1.0.0", "linux_amd64");
        PackageId darwin = publish("1.0.0", "darwin_arm64");

        for (PackageId each : List.of(linux, darwin)) {
            JsonPath document = get(download(each)).jsonPath();
            assertThat(from(each, document, "download_url").asByteArray()).isEqualTo(SamplePackages.small(each));
        }

        for (PackageId each : List.of(linux, darwin)) {
            assertThat(origin.requestCount(origin.metadataPath(each)::equals))
                    .as("download document of %s", each)
                    .isEqualTo(1);
        }
        for (String file : List.of("SHA256SUMS", "SHA256SUMS.sig")) {
            assertThat(origin.requestCount(path -> path.contains("/" + type + "/") && path.endsWith(file)
                            || path.contains("provider-" + type + "_") && path.endsWith(file)))
                    .as(file)
                    .isEqualTo(1);
        }
    }

    @Test
    void whatIsHereWithoutEvidenceIsNotOffered() {
        PackageId id = publish("1.0.0", "linux_amd64");
        assertThat(api.awaitEnd(api.submit(id)).getString("status")).isEqualTo("completed");
        StackSql.update("update mirrored_package set evidence = null where type = ?", type);

        assertThat(get(base(id) + "/versions").statusCode()).isEqualTo(404);
        assertThat(get(download(id)).statusCode()).isEqualTo(404);
    }

    private PackageId publish(String version, String platform) {
        return origin.publishSample(MirrorStackResource.ON_DEMAND, type, version, platform);
    }

    private static String base(PackageId id) {
        return "/v1/registry/%s/providers/%s/%s"
                .formatted(
                        id.provider().hostname(),
                        id.provider().namespace(),
                        id.provider().type());
    }

    private static String download(PackageId id) {
        return "%s/%s/download/%s/%s"
                .formatted(
                        base(id),
                        id.version(),
                        id.platform().os(),
                        id.platform().arch());
    }

    private static Response get(String path) {
        return given().urlEncodingEnabled(false).get(path);
    }

    private static Response from(PackageId id, JsonPath document, String field) {
        return get(URI.create("http://mirror" + download(id))
                .resolve(document.getString(field))
                .getPath());
    }
}
