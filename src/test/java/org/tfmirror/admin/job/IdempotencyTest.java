package org.tfmirror.admin.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.test.Problems.assertProblem;
import static org.tfmirror.test.Problems.assertViolation;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.local.TokenIssuer;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.MirrorStackResource;
import org.tfmirror.test.Packages;
import org.tfmirror.test.StackSql;

/** A submit that is sent twice is one job. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
class IdempotencyTest {

    private final TokenIssuer issuer = MirrorStackResource.stack().issuer();
    private final AdminApi alice = new AdminApi(MirrorStackResource.stack().adminToken());
    private final AdminApi bob = new AdminApi(issuer.token("bob", java.util.Set.of("admin")));
    private final String host = MirrorStackResource.stack().registry().hostname();
    private final String key = UUID.randomUUID().toString();

    @BeforeEach
    void holdTheProcessor() {
        alice.request().post("/admin/api/processor/pause").then().statusCode(200);
    }

    @AfterEach
    void release() {
        alice.request().post("/admin/api/processor/resume").then().statusCode(200);
    }

    private PackageId version(String version) {
        return Packages.of(host + "/acme/once", version, "linux_amd64");
    }

    private static Response submit(AdminApi api, String key, PackageId... packages) {
        return api.request()
                .contentType("application/json")
                .header("Idempotency-Key", key)
                .body(AdminApi.bodyOf(packages))
                .post("/admin/api/jobs");
    }

    private static long jobId(Response response) {
        return response.then().statusCode(202).extract().jsonPath().getLong("id");
    }

    @Test
    void theSameRequestAgainIsAnsweredWithTheFirstJob() {
        Response first = submit(alice, key, version("1.0.0"));

        Response second = submit(alice, key, version("1.0.0"));

        assertThat(jobId(second)).isEqualTo(jobId(first));
        assertThat(second.header("Location")).isEqualTo(first.header("Location"));
    }

    @Test
    void anotherRequestWithTheSameKeyIsRefused() {
        jobId(submit(alice, key, version("1.0.0")));
        long before = StackSql.number("select count(*) from job");

        assertProblem(submit(alice, key, version("2.0.0")), 422, "idempotency_key_reused");
        assertThat(StackSql.number("select count(*) from job")).isEqualTo(before);
    }

    private Response submitVersions(String version, String... platforms) {
        return alice.request()
                .contentType("application/json")
                .header("Idempotency-Key", key)
                .body(Map.of(
                        "providers",
                        List.of(Map.of(
                                "source", host + "/acme/once",
                                "versions", List.of("1.0.0", version),
                                "platforms", List.of(platforms)))))
                .post("/admin/api/jobs");
    }

    @Test
    void aConstraintIsPartOfTheRequest() {
        Response first = submitVersions(">= 1.2, < 2", "linux_amd64");

        assertThat(jobId(submitVersions(">=1.2.0,<2.0.0", "linux_amd64"))).isEqualTo(jobId(first));
        for (String other : List.of("1.0.0", "latest", ">= 1.2, < 3")) {
            assertProblem(submitVersions(other, "linux_amd64"), 422, "idempotency_key_reused");
        }
        assertProblem(submitVersions(">= 1.2, < 2", "linux_amd64", "linux_arm64"), 422, "idempotency_key_reused");
    }

    @Test
    void theKeyOfAnotherOperatorIsAnotherKey() {
        assertThat(jobId(submit(bob, key, version("1.0.0")))).isNotEqualTo(jobId(submit(alice, key, version("1.0.0"))));
    }

    @Test
    void withoutAKeyEveryRequestIsAJob() {
        assertThat(alice.submit(version("1.0.0"))).isNotEqualTo(alice.submit(version("1.0.0")));
    }

    @Test
    void requestsAtTheSameMomentAreOneJob() throws Exception {
        int callers = 8;
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            for (int round = 0; round < 10; round++) {
                String contested = UUID.randomUUID().toString();
                CyclicBarrier barrier = new CyclicBarrier(callers);
                Callable<Long> call = () -> {
                    barrier.await();
                    return jobId(submit(alice, contested, version("1.0.0")));
                };
                List<Future<Long>> answers = threads.invokeAll(
                        Stream.generate(() -> call).limit(callers).toList());

                long first = answers.get(0).get();
                for (Future<Long> answer : answers) {
                    assertThat(answer.get()).isEqualTo(first);
                }
                assertThat(StackSql.number("select count(*) from job where idempotency_key = ?", contested))
                        .isEqualTo(1);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "schl\u00fcssel", "tab\tbed"})
    void aKeyOfOtherThanVisibleCharactersIsRefused(String bad) {
        long before = StackSql.number("select count(*) from job");

        assertViolation(submit(alice, bad, version("1.0.0")), "Idempotency-Key", "1 to 200 visible ASCII");
        assertThat(StackSql.number("select count(*) from job")).isEqualTo(before);
    }

    @Test
    void aKeyHasAtMostTwoHundredCharacters() {
        assertViolation(submit(alice, "k".repeat(201), version("1.0.0")), "Idempotency-Key", "1 to 200");
        jobId(submit(alice, key + "k".repeat(200 - key.length()), version("1.0.0")));
    }
}
