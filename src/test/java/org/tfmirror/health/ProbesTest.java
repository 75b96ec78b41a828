package org.tfmirror.health;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tfmirror.processor.ProcessorMonitor;
import org.tfmirror.test.MirrorStackResource;
import org.tfmirror.test.RawHttp;

/** The probes of a replica that is well. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
class ProbesTest {

    /** More than the framework has threads for requests. */
    private static final int MANY = 500;

    @Inject
    ProcessorMonitor monitor;

    @Inject
    Clock clock;

    @Inject
    ExecutorService executor;

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
        assertThat(statusAt(clock)).isEqualTo(Status.UP);

        assertThat(statusAt(Clock.offset(clock, Duration.ofHours(1)))).isEqualTo(Status.DOWN);
    }

    private Status statusAt(Clock now) {
        return new TickLiveness(monitor, now).call().await().indefinitely().getStatus();
    }

    /** As many requests as there are threads for them may wait for a database that is silent. */
    @Test
    void answersWhileNoThreadIsLeftForRequests() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        CountDownLatch busy = new CountDownLatch(1);
        try {
            for (int i = 0; i < MANY; i++) {
                executor.execute(() -> {
                    busy.countDown();
                    try {
                        released.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
            }
            busy.await();

            for (String probe : new String[] {"live", "ready", "started"}) {
                assertThat(RawHttp.get("/q/health/" + probe).status()).as(probe).isEqualTo(200);
            }
        } finally {
            released.countDown();
        }
    }
}
