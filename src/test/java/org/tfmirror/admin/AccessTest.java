package org.tfmirror.admin;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.test.Problems.assertProblem;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.local.TokenIssuer;
import org.tfmirror.test.MirrorStackResource;
import org.tfmirror.test.OpenApi;
import org.tfmirror.test.OpenApi.Operation;

/** Who may do what, of every operation there is: the API's own description is asked which these are. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
class AccessTest {

    private static final Set<String> ADMIN = Set.of("admin");

    private final TokenIssuer issuer = MirrorStackResource.stack().issuer();

    private static List<Operation> adminOperations() {
        List<Operation> operations = OpenApi.read().operations().stream()
                .filter(each -> each.path().startsWith("/admin/api"))
                .toList();
        assertThat(operations).hasSizeGreaterThanOrEqualTo(8);
        return operations;
    }

    /** Called without a body where one is needed: a caller who is let in is told so with 400, 404 or 415. */
    private static Response call(Operation operation, RequestSpecification request) {
        return operation.emptied(request).request(operation.method(), operation.pathWith("0"));
    }

    private static Response callWith(Operation operation, String token) {
        return call(operation, given().header("Authorization", "Bearer " + token));
    }

    @Test
    void nobodyIsLetInWithoutAGoodToken() {
        Map<String, String> tokens = Map.of(
                "garbage", "garbage",
                "three garbage parts", "a.b.c",
                "empty", "",
                "expired", issuer.expiredToken("alice", ADMIN),
                "forged", issuer.forgedToken("alice", ADMIN),
                "unsigned", issuer.unsignedToken("alice", ADMIN),
                "of another audience", issuer.tokenForAudience("another", "alice", ADMIN),
                "of another issuer", issuer.tokenOfIssuer(URI.create("https://example.com"), "alice", ADMIN));
        for (Operation operation : adminOperations()) {
            assertChallenged(call(operation, given()));
            assertChallenged(call(operation, given().auth().preemptive().basic("alice", "password")));
            tokens.forEach((what, token) -> {
                Response answer = callWith(operation, token);
                assertThat(answer.statusCode())
                        .as("%s with a token that is %s", operation, what)
                        .isEqualTo(401);
                assertChallenged(answer);
            });
        }
    }

    private static void assertChallenged(Response answer) {
        assertProblem(answer, 401, "unauthorized");
        assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "operator", "Admin", "admins", "tf-mirror"})
    void aTokenWithoutARoleOfOursOpensNothing(String role) {
        String token = issuer.token("norman", role.isEmpty() ? Set.of() : Set.of(role));
        for (Operation operation : adminOperations()) {
            assertProblem(callWith(operation, token), 403, "forbidden");
        }
    }

    @Test
    void aViewerMayReadAndChangeNothing() {
        String token = issuer.token("victor", Set.of("viewer"));
        for (Operation operation : adminOperations()) {
            Response answer = callWith(operation, token);
            if (operation.method().equals("GET")) {
                assertThat(answer.statusCode()).as(operation.toString()).isNotIn(401, 403, 500);
            } else {
                assertProblem(answer, 403, "forbidden");
            }
        }
    }

    @Test
    void anAdminMayDoEverything() {
        String token = issuer.token("alice", ADMIN);
        for (Operation operation : adminOperations()) {
            assertThat(callWith(operation, token).statusCode())
                    .as(operation.toString())
                    .isNotIn(401, 403, 405, 500);
        }
        given().header("Authorization", "Bearer " + token)
                .post("/admin/api/processor/resume")
                .then()
                .statusCode(200);
    }

    static Stream<String> publicPaths() {
        return Stream.of(
                "/q/health/live", "/q/health/ready", "/q/health/started", "/q/health", "/q/metrics", "/q/openapi");
    }

    @ParameterizedTest
    @MethodSource("publicPaths")
    void probesMetricsAndTheDescriptionAreOpen(String path) {
        assertThat(given().get(path).statusCode()).isEqualTo(200);
    }

    @Test
    void theMirrorIsOpenAndCaresForNoToken() {
        String path = "/v1/providers/example.com/acme/none/index.json";

        assertThat(given().get(path).statusCode()).isEqualTo(404);
        assertThat(given().header("Authorization", "Bearer garbage").get(path).statusCode())
                .isEqualTo(404);
    }
}
