package org.tfmirror.mirror;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.local.Fault;
import org.tfmirror.local.SamplePackages;
import org.tfmirror.local.SampleRegistry;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Sha256;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.MirrorStack;
import org.tfmirror.test.MirrorStackResource;
import org.tfmirror.test.StackSql;

/** The network mirror's documents of what nobody has ordered. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
class OnDemandDocumentsTest {

    private static final AtomicInteger TYPES = new AtomicInteger();

    private final SampleRegistry origin = MirrorStackResource.stack().registry();
    private final AdminApi api = new AdminApi(MirrorStackResource.stack().adminToken());
    private final String type = "documents" + TYPES.incrementAndGet();
    private final CountDownLatch held = new CountDownLatch(1);

    @AfterEach
    void noFaults() {
        held.countDown();
        origin.faults().clear();
    }

    @Test
    void theIndexListsWhatTheOriginLists() {
        publish("1.0.0", "linux_amd64");
        PackageId id = publish("1.1.0", "linux_amd64");

        assertThat(versions(id)).containsExactlyInAnyOrder("1.0.0", "1.1.0");
        assertThat(versions(id)).hasSize(2);
        assertThat(listRequests()).isEqualTo(1);
    }

    @Test
    void aVersionHasTheChecksumsOfAllPlatforms() {
        PackageId linux = publish("1.0.0", "linux_amd64");
        PackageId darwin = publish("1.0.0", "darwin_arm64");

        Response version = get(linux, "1.0.0.json");

        assertThat(version.statusCode()).isEqualTo(200);
        assertThat(version.jsonPath().getMap("archives")).containsOnlyKeys("linux_amd64", "darwin_arm64");
        for (PackageId each : List.of(linux, darwin)) {
            String archive = "archives." + each.platform();
            assertThat(version.jsonPath().getString(archive + ".url")).isEqualTo(each.archiveName());
            assertThat(version.jsonPath().getList(archive + ".hashes"))
                    .containsExactly("zh:" + Sha256.hexOf(SamplePackages.small(each)));
        }
        assertThat(StackSql.number("select count(*) from evidence where type = ?", type))
                .isPositive();
        assertThat(StackSql.number("select count(*) from mirrored_package where type = ?", type))
                .isZero();
    }

    @Test
    void aVersionIsAskedForOnce() {
        PackageId id = publish("1.0.0", "linux_amd64");
        get(id, "1.0.0.json");
        get(id, "1.0.0.json");

        assertThat(origin.requestCount(origin.metadataPath(id)::equals)).isEqualTo(1);
    }

    @Test
    void aMirroredPlatformKeepsBothHashesBesideTheOthers() {
        PackageId linux = publish("1.0.0", "linux_amd64");
        publish("1.0.0", "darwin_arm64");
        assertThat(api.awaitEnd(api.submit(linux)).getString("status")).isEqualTo("completed");

        Response version = get(linux, "1.0.0.json");

        assertThat(version.jsonPath().getList("archives.linux_amd64.hashes")).hasSize(2);
        assertThat(version.jsonPath().getList("archives.darwin_arm64.hashes")).hasSize(1);
    }

    @Test
    void whatIsNotAllowedIsAskedOfNobody() {
        PackageId stranger = origin.publishSample("notallowed", type, "1.0.0", "linux_amd64");

        assertThat(get(stranger, "index.json").statusCode()).isEqualTo(404);
        assertThat(get(stranger, "1.0.0.json").statusCode()).isEqualTo(404);
        assertThat(origin.requestCount(path -> path.contains("/" + type + "/"))).isZero();
    }

    @Test
    void whatTheOriginProvesToBeMissingIsNotMirrored() {
        PackageId id = publish("1.0.0", "linux_amd64");
        PackageId unknown = new PackageId(
                org.tfmirror.provider.ProviderAddress.parse(
                        MirrorStack.ORIGIN + "/" + MirrorStackResource.ON_DEMAND + "/no" + type),
                id.version(),
                id.platform());

        assertThat(get(unknown, "index.json").statusCode()).isEqualTo(404);
        assertThat(get(unknown, "1.0.0.json").statusCode()).isEqualTo(404);
        assertThat(get(id, "9.9.9.json").statusCode()).isEqualTo(404);
        assertThat(origin.requestCount(path -> path.endsWith("/no" + type + "/versions")))
                .isEqualTo(1);
    }

    @Test
    void anOriginThatFailsIsNoProofOfAnything() {
        PackageId id = publish("1.0.0", "linux_amd64");
        origin.faults().always(path -> path.contains("/" + type + "/"), Fault.status(503));

        Response index = get(id, "index.json");

        assertThat(index.statusCode()).isEqualTo(503);
        assertThat(index.header("Retry-After")).isEqualTo("5");
        assertThat(index.contentType()).isEqualTo("application/json");
        assertThat(get(id, "1.0.0.json").statusCode()).isEqualTo(503);
    }

    @Test
    void whileTheOriginFailsOnlyWhatIsMirroredIsListed() {
        PackageId old = publish("1.0.0", "linux_amd64");
        publish("1.1.0", "linux_amd64");
        assertThat(api.awaitEnd(api.submit(old)).getString("status")).isEqualTo("completed");
        assertThat(versions(old)).hasSize(2);

        StackSql.update(
                "update origin_list set fetched_at = fetched_at - interval '1 hour', failed_at = now() where type = ?",
                type);

        assertThat(versions(old)).containsExactly("1.0.0");
        assertThat(get(old, "1.0.0.json").statusCode()).isEqualTo(200);
        assertThat(get(old, "1.1.0.json").statusCode()).isEqualTo(503);
    }

    @Test
    void aVersionOfWhichAPackageIsBlockedDoesNotCome() {
        PackageId linux = publish("1.0.0", "linux_amd64");
        publish("1.0.0", "darwin_arm64");
        assertThat(api.awaitEnd(api.submit(linux)).getString("status")).isEqualTo("completed");
        StackSql.update("update mirrored_package set blocked = true where type = ?", type);

        assertThat(get(linux, "index.json").statusCode()).isEqualTo(404);
        assertThat(get(linux, "1.0.0.json").statusCode()).isEqualTo(404);
    }

    private PackageId publish(String version, String platform) {
        return origin.publishSample(MirrorStackResource.ON_DEMAND, type, version, platform);
    }

    private long listRequests() {
        return origin.requestCount(path -> path.endsWith("/" + type + "/versions"));
    }

    private static Response get(PackageId id, String document) {
        return given().get("/v1/providers/" + id.provider() + "/" + document);
    }

    private static Iterable<String> versions(PackageId id) {
        Response index = get(id, "index.json");
        assertThat(index.statusCode()).as(index.asString()).isEqualTo(200);
        return index.jsonPath().<String, Object>getMap("versions").keySet();
    }
}
