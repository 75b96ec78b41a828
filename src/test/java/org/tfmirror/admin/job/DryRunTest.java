package org.tfmirror.admin.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tfmirror.local.SampleRegistry;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.MirrorStackResource;
import org.tfmirror.test.MirroredSamples;
import org.tfmirror.test.StackSql;

/** What a job would do, and that asking for it does nothing. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
class DryRunTest {

    private final AdminApi api = new AdminApi(MirrorStackResource.stack().adminToken());

    @Test
    void itTellsWhatWouldBeFetchedAndWhatIsThere() {
        PackageId there = MirroredSamples.small("dry", "1.0.0", "linux_amd64");
        MirrorStackResource.stack().registry().publishSample("acme", "dry", "1.1.0", "linux_amd64");
        fetchList(there);
        long jobs = StackSql.number("select count(*) from job");

        JsonPath preview = ask("true", there.provider().toString(), ">= 1.0").jsonPath();

        assertThat(preview.getInt("to_fetch")).isEqualTo(1);
        assertThat(preview.getList("packages.version")).containsExactlyInAnyOrder("1.0.0", "1.1.0");
        assertThat(preview.getString("packages.find { it.version == '1.0.0' }.outcome"))
                .isEqualTo("mirrored");
        assertThat(preview.getLong("packages.find { it.version == '1.0.0' }.size_bytes"))
                .isPositive();
        assertThat(preview.getString("packages.find { it.version == '1.1.0' }.outcome"))
                .isEqualTo("fetch");
        assertThat(StackSql.number("select count(*) from job")).isEqualTo(jobs);
    }

    @Test
    void aConstraintThatBringsNothingIsAFault() {
        SampleRegistry registry = MirrorStackResource.stack().registry();
        PackageId id = registry.publishSample("acme", "drynone", "1.0.0", "linux_amd64");
        fetchList(id);

        JsonPath preview = ask("true", id.provider().toString(), "> 5").jsonPath();

        assertThat(preview.getList("packages")).isEmpty();
        assertThat(preview.getString("faults[0].code")).isEqualTo("no_version_matches");
        assertThat(preview.getString("faults[0].versions")).isEqualTo("> 5.0.0");
    }

    @Test
    void noOriginIsAskedAndWhatIsNotKnownIsSaid() {
        SampleRegistry registry = MirrorStackResource.stack().registry();
        PackageId id = registry.publishSample("acme", "dryunknown", "1.0.0", "linux_amd64");
        String source = id.provider().toString();

        JsonPath unknown = ask("true", source, ">= 1.0").jsonPath();

        assertThat(unknown.getList("packages")).isEmpty();
        assertThat(unknown.getString("faults[0].code")).isEqualTo("list_unknown");
        fetchList(id);
        long asked = registry.requestCount(path -> path.contains("/dryunknown/"));
        registry.publishSample("acme", "dryunknown", "1.1.0", "linux_amd64");
        StackSql.update("update origin_list set fetched_at = now() - interval '1 day' where type = 'dryunknown'");

        assertThat(ask("true", source, "> 1.0.0").jsonPath().getString("faults[0].code"))
                .as("the old list counts")
                .isEqualTo("no_version_matches");
        assertThat(registry.requestCount(path -> path.contains("/dryunknown/"))).isEqualTo(asked);
    }

    @Test
    void whetherAVersionOfAnUnknownListIsHeldIsSaidToBeUnknown() {
        PackageId id = MirrorStackResource.stack()
                .registry()
                .publishSample(MirrorStackResource.HELD, "dryage", "1.0.0", "linux_amd64");

        JsonPath preview = ask("true", id.provider().toString(), "1.0.0").jsonPath();

        assertThat(preview.getString("packages[0].outcome")).isEqualTo("unknown");
        assertThat(preview.getInt("to_fetch")).isZero();
    }

    /** A job that brings 1.0.0 stores what the origin lists. */
    private void fetchList(PackageId id) {
        api.awaitEnd(
                ask("false", id.provider().toString(), "~> 1.0.0").jsonPath().getLong("id"));
    }

    @Test
    void onlyTrueAndFalseAreAnswers() {
        assertThat(ask("perhaps", "acme/x", "1.0.0").statusCode()).isEqualTo(400);
    }

    private Response ask(String dryRun, String source, String version) {
        return api.request()
                .contentType("application/json")
                .queryParam("dry_run", dryRun)
                .body(Map.of(
                        "providers",
                        List.of(Map.of(
                                "source", source, "versions", List.of(version), "platforms", List.of("linux_amd64")))))
                .post("/admin/api/jobs");
    }
}
