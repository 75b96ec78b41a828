package org.tfmirror.health;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tfmirror.processor.ProcessorMonitor;
import org.tfmirror.test.MirrorStackResource;

/** The probes of a replica that is well. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
class ProbesTest {

    @Inject
    ProcessorMonitor monitor;

    @Inject
    Clock clock;

    @ParameterizedTest
    @CsvSource({"live, tick", "ready, bucket;database;processor;Graceful Shutdown", "started, migration"})
    void areUpAndNameWhatTheyLookAt(String probe, String checks) {
        JsonPath health = given().get("/q/health/" + probe)
                .then()
                .statusCode(200)
                .contentType("application/json")
                .extract()
                .jsonPath();

        assertThat(health.getString("status")).isEqualTo("UP");
        assertThat(health.<String>getList("checks.name")).containsExactlyInAnyOrder(checks.split(";"));
        assertThat(health.<String>getList("checks.status")).containsOnly("UP");
    }

    @Test
    void isNoLongerAliveWhenTheTickHasNotComeForAnHour() {
        assertThat(new TickLiveness(monitor, clock).call().getStatus()).isEqualTo(Status.UP);

        assertThat(new TickLiveness(monitor, Clock.offset(clock, Duration.ofHours(1)))
                        .call()
                        .getStatus())
                .isEqualTo(Status.DOWN);
    }
}
