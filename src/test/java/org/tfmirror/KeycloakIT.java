package org.tfmirror;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.KeycloakServer;
import org.tfmirror.test.OpenApi;
import org.tfmirror.test.OpenApi.Operation;
import org.tfmirror.test.PackagedApplication;
import org.tfmirror.test.ReplicaExtension;

/** Who may do what, when a real Keycloak says who somebody is. Its roles are realm roles ({@code realm_access/roles}). */
@DisabledIfSystemProperty(
        named = "test.tfmirror.skip-keycloak",
        matches = "true",
        disabledReason = "-DskipKeycloak=true was given")
class KeycloakIT {

    @RegisterExtension
    static final ReplicaExtension replicas = new ReplicaExtension();

    private static @Nullable KeycloakServer keycloak;
    private static @Nullable PackagedApplication replica;
    private static PackageId id;

    @BeforeAll
    static void start() throws Exception {
        keycloak = KeycloakServer.start();
        replica = replicas.start(replicas.replica()
                .with("quarkus.oidc.auth-server-url", keycloak.issuer().toString()));
        id = replicas.registry().publishSample("acme", "keycloak", "1.0.0", "linux_amd64");
    }

    @AfterAll
    static void stop() throws IOException {
        if (keycloak != null) {
            keycloak.close();
        }
    }

    @Test
    void anAdminSubmitsAndReads() throws Exception {
        AdminApi alice = as("alice");

        long job = alice.submit(id);

        assertThat(alice.awaitEnd(job).getString("status")).isEqualTo("completed");
        assertThat(alice.job(job).getString("created_by")).isEqualTo("alice");
    }

    @Test
    void whoHasNoGoodTokenIsChallengedEverywhere() throws Exception {
        Map<String, String> tokens = Map.of(
                "garbage", "garbage",
                "expired", expired(),
                "for something else", keycloak().token("another", "alice"),
                "an ID token", keycloak().idToken("alice"),
                "of another issuer", replicas.stack().adminToken());
        for (Operation operation : adminOperations()) {
            assertProblem(operation, call(operation, request()), 401, "unauthorized");
            tokens.forEach((what, token) -> {
                Response answer = call(operation, request().auth().oauth2(token));
                assertProblem(what + ": " + operation, answer, 401, "unauthorized");
                assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
            });
        }
    }

    /** Wrong in nothing but its age; and one for something else, in nothing but its audience. */
    @Test
    void theTokensThatAreRefusedAreGoodInAllOtherWays() throws Exception {
        JsonNode expired = claims(expired());
        assertThat(expired.path("exp").asLong())
                .isLessThanOrEqualTo(Instant.now().getEpochSecond());
        assertThat(expired.path("aud").toString()).contains("\"tf-mirror\"");
        JsonNode foreign = claims(keycloak().token("another", "alice"));
        assertThat(foreign.path("aud").toString()).doesNotContain("\"tf-mirror\"");
        for (JsonNode each : List.of(expired, foreign)) {
            assertThat(each.path("iss").asText()).isEqualTo(keycloak().issuer().toString());
            assertThat(each.path("realm_access").path("roles").toString()).contains("\"admin\"");
        }
    }

    @Test
    void somebodyWithoutARoleIsForbiddenEverything() throws Exception {
        String token = keycloak().token("norman");
        for (Operation operation : adminOperations()) {
            assertProblem(operation, call(operation, request().auth().oauth2(token)), 403, "forbidden");
        }
    }

    @Test
    void aViewerReadsEverythingAndChangesNothing() throws Exception {
        String token = keycloak().token("victor");
        for (Operation operation : adminOperations()) {
            Response answer = call(operation, request().auth().oauth2(token));
            if (operation.method().equals("GET")) {
                // 400: let in, and the file that the path names is none of a bundle
                assertThat(answer.statusCode()).as(operation.toString()).isIn(200, 400, 404);
            } else {
                assertProblem(operation, answer, 403, "forbidden");
            }
        }
    }

    @Test
    void anAdminIsLetInEverywhere() throws Exception {
        String token = keycloak().token("alice");
        for (Operation operation : adminOperations()) {
            assertThat(call(operation, request().auth().oauth2(token)).statusCode())
                    .as(operation.toString())
                    .isIn(200, 202, 204, 400, 404, 409, 415);
        }
        request()
                .auth()
                .oauth2(token)
                .post("/admin/api/processor/resume")
                .then()
                .statusCode(200);
    }

    @Test
    void theAuditHasTheNameAndTheSubjectThatKeycloakGives() throws Exception {
        AdminApi alice = as("alice");
        long job = alice.submit(id);

        JsonPath entry = alice.get("/admin/api/audit?object=job/" + job).jsonPath();

        assertThat(entry.getString("entries[0].actor")).isEqualTo("alice");
        assertThat(entry.getString("entries[0].subject"))
                .isEqualTo(claims(keycloak().token("alice")).path("sub").asText())
                .isNotBlank();
    }

    private static List<Operation> adminOperations() {
        List<Operation> operations = OpenApi.of(running()).operations().stream()
                .filter(each -> each.path().startsWith("/admin/api"))
                .toList();
        assertThat(operations).hasSizeGreaterThanOrEqualTo(8);
        return operations;
    }

    private static Response call(Operation operation, RequestSpecification request) {
        return operation.emptied(request).request(operation.method(), operation.pathWith("0"));
    }

    private static RequestSpecification request() {
        return RestAssured.given().baseUri(running().baseUri().toString());
    }

    /** A token of alice's that was good for a second, which is over. */
    private static String expired() throws Exception {
        String token = keycloak().token("tf-mirror-brief", "alice");
        long end = claims(token).path("exp").asLong();
        Awaitility.await().until(() -> Instant.now().getEpochSecond() > end);
        return token;
    }

    private static JsonNode claims(String token) throws IOException {
        return new ObjectMapper().readTree(Base64.getUrlDecoder().decode(token.split("\\.")[1]));
    }

    private static void assertProblem(Object what, Response response, int status, String code) {
        assertThat(response.statusCode()).as(what.toString()).isEqualTo(status);
        assertThat(response.contentType()).as(what.toString()).startsWith("application/problem+json");
        assertThat(response.jsonPath().getInt("status")).isEqualTo(status);
        assertThat(response.jsonPath().getString("code")).isEqualTo(code);
    }

    private static AdminApi as(String user) throws Exception {
        return AdminApi.of(running(), keycloak().token(user));
    }

    private static KeycloakServer keycloak() {
        return Objects.requireNonNull(keycloak);
    }

    private static PackagedApplication running() {
        return Objects.requireNonNull(replica);
    }
}
