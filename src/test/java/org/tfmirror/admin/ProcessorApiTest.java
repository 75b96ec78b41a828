package org.tfmirror.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.MirrorStackResource;

/** The processor's state and its switch. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
class ProcessorApiTest {

    private final AdminApi api = new AdminApi(MirrorStackResource.stack().adminToken());

    @AfterEach
    void release() {
        set("resume");
    }

    private JsonPath set(String how) {
        return api.request()
                .post("/admin/api/processor/" + how)
                .then()
                .statusCode(200)
                .contentType("application/json")
                .extract()
                .jsonPath();
    }

    private JsonPath status() {
        return api.get("/admin/api/processor/status")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    @Test
    void theStatusHasWhatOperatorsAskFor() {
        Awaitility.await().until(() -> status().getString("last_poll_at") != null);

        JsonPath status = status();

        assertThat(status.<String, @Nullable Object>getMap(""))
                .containsOnlyKeys(
                        "running",
                        "active_jobs",
                        "max_concurrent_jobs",
                        "paused",
                        "replica",
                        "pending_jobs",
                        "oldest_pending_seconds",
                        "last_poll_at",
                        "last_poll_millis",
                        "problem",
                        "workers");
        assertThat(status.getBoolean("running")).isTrue();
        assertThat(status.getString("replica")).isNotBlank();
        assertThat(status.getLong("last_poll_millis")).isNotNegative();
    }

    @Test
    void nothingIsClaimedWhilePaused() {
        assertThat(set("pause").getBoolean("paused")).isTrue();
        assertThat(set("pause").getBoolean("paused")).isTrue();
        PackageId id = MirrorStackResource.stack().registry().publishSample("acme", "paused", "1.0.0", "linux_amd64");
        long job = api.submit(id);
        String poll = status().getString("last_poll_at");
        Awaitility.await().until(() -> !poll.equals(status().getString("last_poll_at")));

        assertThat(status().getLong("pending_jobs")).isPositive();
        assertThat(status().getLong("oldest_pending_seconds")).isNotNegative();
        assertThat(api.job(job).getString("status")).isEqualTo("pending");
        assertThat(set("resume").getBoolean("paused")).isFalse();
        assertThat(set("resume").getBoolean("paused")).isFalse();
        assertThat(api.awaitEnd(job).getString("status")).isEqualTo("completed");
    }
}
