package org.tfmirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.KeycloakServer;
import org.tfmirror.test.MirrorStack;
import org.tfmirror.test.PackagedApplication;

/** Who may do what, when a real Keycloak says who somebody is. Its roles are realm roles ({@code realm_access/roles}). */
@DisabledIfSystemProperty(
        named = "test.tfmirror.skip-keycloak",
        matches = "true",
        disabledReason = "-DskipKeycloak=true was given")
class KeycloakIT {

    private static final String JOBS = "/admin/api/jobs";

    private static @Nullable MirrorStack stack;
    private static @Nullable KeycloakServer keycloak;
    private static @Nullable PackagedApplication replica;
    private static PackageId id;

    @BeforeAll
    static void start() throws Exception {
        keycloak = KeycloakServer.start();
        stack = MirrorStack.start();
        replica = PackagedApplication.over(stack)
                .with("quarkus.oidc.auth-server-url", keycloak.issuer().toString())
                .start();
        id = stack.registry().publishSample("acme", "keycloak", "1.0.0", "linux_amd64");
    }

    @AfterAll
    static void stop() throws IOException {
        if (replica != null) {
            replica.close();
        }
        if (stack != null) {
            stack.close();
        }
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
    void aViewerReadsAndSubmitsNothing() throws Exception {
        AdminApi victor = as("victor");

        assertThat(victor.get(JOBS).statusCode()).isEqualTo(200);
        assertProblem(submit(victor.request()), 403, "forbidden");
    }

    @Test
    void somebodyWithoutARoleIsRefused() throws Exception {
        AdminApi norman = as("norman");

        assertProblem(norman.get(JOBS), 403, "forbidden");
        assertProblem(submit(norman.request()), 403, "forbidden");
    }

    @Test
    void nobodyIsRefused() {
        RequestSpecification anonymous = as().request().auth().none();

        assertProblem(anonymous.get(JOBS), 401, "unauthorized");
        assertProblem(submit(as().request().auth().none()), 401, "unauthorized");
    }

    @Test
    void garbageIsRefused() {
        AdminApi garbage = AdminApi.of(running(), "garbage");

        assertProblem(garbage.get(JOBS), 401, "unauthorized");
        assertProblem(submit(garbage.request()), 401, "unauthorized");
    }

    @Test
    void aTokenOfAnotherIssuerIsRefused() {
        assertProblem(as().get(JOBS), 401, "unauthorized");
    }

    private static Response submit(RequestSpecification request) {
        return request.contentType("application/json").body(AdminApi.bodyOf(id)).post(JOBS);
    }

    private static void assertProblem(Response response, int status, String code) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.contentType()).startsWith("application/problem+json");
        assertThat(response.jsonPath().getInt("status")).isEqualTo(status);
        assertThat(response.jsonPath().getString("code")).isEqualTo(code);
    }

    private static AdminApi as(String user) throws Exception {
        return AdminApi.of(running(), Objects.requireNonNull(keycloak).token(user));
    }

    /** With a sound token, but of an issuer that the replica was not told of. */
    private static AdminApi as() {
        return AdminApi.of(running(), Objects.requireNonNull(stack));
    }

    private static PackagedApplication running() {
        return Objects.requireNonNull(replica);
    }
}
