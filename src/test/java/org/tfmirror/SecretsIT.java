package org.tfmirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tfmirror.local.Fault;
import org.tfmirror.local.Passwords;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.MirrorStack;
import org.tfmirror.test.PackagedApplication;
import org.tfmirror.test.ReplicaExtension;
import org.tfmirror.test.ReplicaSetup;

/** No secret is ever said: not in the log, not in an answer, a probe or a metric, on success or on failure. */
class SecretsIT {

    private static final List<String> TALKATIVE = List.of(
            "/admin/api/jobs",
            "/admin/api/audit",
            "/admin/api/providers",
            "/admin/api/processor/status",
            "/q/health",
            "/q/metrics",
            "/q/openapi");

    @RegisterExtension
    static final ReplicaExtension replicas = new ReplicaExtension();

    /** What must not be said, by what it is. */
    private final Map<String, String> secrets = new HashMap<>();
    /** What was said besides the log, by what was asked. */
    private final Map<String, String> said = new HashMap<>();

    private String secret(String what) {
        return secrets.computeIfAbsent(what, each -> Passwords.generate());
    }

    private ReplicaSetup replica() throws NoSuchAlgorithmException {
        secrets.put("the database's password", replicas.stack().config().get("quarkus.datasource.password"));
        secrets.put("an admin's token", replicas.stack().adminToken());
        return replicas.replica()
                .with("tfmirror.mirror.access", "token")
                .with("tfmirror.mirror.tokens", sha256(secret("a token of the mirror")))
                .with("tfmirror.mirror.signing-key", secret("the signing key") + secret("the signing key"))
                .with(
                        "tfmirror.origin.credentials.\"" + replicas.registry().authority() + "\"",
                        secret("a token of the origin"))
                .with("tfmirror.processor.retry-attempts", "0");
    }

    private static String sha256(String text) throws NoSuchAlgorithmException {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private RequestSpecification request(PackagedApplication replica) {
        return RestAssured.given()
                .baseUri(replica.baseUri().toString())
                .urlEncodingEnabled(false)
                .redirects()
                .follow(false);
    }

    private AdminApi admin(PackagedApplication replica) {
        return AdminApi.of(replica, Objects.requireNonNull(secrets.get("an admin's token")));
    }

    private void tried(String what, Response answer, int status) {
        assertThat(answer.statusCode()).as(what).isEqualTo(status);
        said.put(what, answer.asString() + answer.headers());
    }

    private String endOf(PackagedApplication replica, PackageId id) {
        AdminApi admin = admin(replica);
        long job = admin.submit(id);
        admin.awaitEnd(job);
        String body = admin.get("/admin/api/jobs/" + job).asString();
        said.put("the job of " + id, body);
        return body;
    }

    private void assertNothingWasSaid(PackagedApplication replica) throws IOException {
        for (String path : TALKATIVE) {
            said.put(path, admin(replica).get(path).asString());
        }
        said.put("the log", replica.log());
        List<String> leaks = new ArrayList<>();
        said.forEach((where, text) -> secrets.forEach((what, secret) -> {
            if (text.contains(secret)) {
                leaks.add(what + " in " + where);
            }
        }));
        assertThat(leaks).isEmpty();
        assertThat(said.get("the log")).doesNotContain("X-Amz-Signature", "Bearer ");
    }

    @Test
    void ofAReplicaThatServesAndIsRefusedThings() throws Exception {
        try (PackagedApplication replica = replica().start()) {
            secrets.put("the store's secret key", replicas.stack().s3().secretKey());
            PackageId good = replicas.registry().publishSample("acme", "discreet", "1.0.0", "linux_amd64");
            PackageId lost = replicas.registry().publishSample("acme", "discreet", "2.0.0", "linux_amd64");
            String elsewhere =
                    replicas.registry().services().resolve("/gone.zip").toString();
            replicas.registry()
                    .faults()
                    .always(
                            replicas.registry().archivePath(lost)::equals,
                            Fault.redirect(elsewhere + "?signature=" + secret("an origin's signature")));

            PackageId refused = replicas.registry().publishSample("acme", "discreet", "3.0.0", "linux_amd64");
            replicas.registry().faults().always(replicas.registry().metadataPath(refused)::equals, Fault.status(403));

            assertThat(endOf(replica, good)).contains("\"completed\"");
            assertThat(endOf(replica, refused)).contains("sent with tfmirror.origin.credentials.");
            assertThat(endOf(replica, lost)).contains("gone.zip").contains("\"failed\"");
            callWithBadTokens(replica);
            readTheMirror(replica, good);

            assertNothingWasSaid(replica);
            assertThat(replica.log()).contains("job started");
        }
    }

    private void callWithBadTokens(PackagedApplication replica) {
        tried(
                "a bad token",
                request(replica).auth().oauth2(secret("a bad token")).get("/admin/api/jobs"),
                401);
        tried(
                "a password",
                request(replica)
                        .auth()
                        .preemptive()
                        .basic("alice", secret("a password"))
                        .post("/admin/api/processor/pause"),
                401);
        tried(
                "a bad body",
                admin(replica)
                        .request()
                        .contentType("application/json")
                        .body("{\"token\": \"" + secret("a text in a bad body") + "\"}")
                        .post("/admin/api/jobs"),
                400);
    }

    private void readTheMirror(PackagedApplication replica, PackageId id) {
        String base = "/v1/providers/" + id.provider() + "/";
        tried("a bad token of the mirror", mirror(replica, secret("a bad token of the mirror"), base), 401);
        Response index = mirror(replica, secret("a token of the mirror"), base);
        String url = index.jsonPath().getString("archives." + id.platform() + ".url");
        secrets.put("the signature of an archive's URL", url.replaceAll(".*signature=", ""));
        Response redirect = request(replica).get(base + url);
        assertThat(redirect.statusCode()).isEqualTo(307);
        secrets.put(
                "the signature of a presigned URL",
                redirect.header("Location").replaceAll(".*X-Amz-Signature=([0-9a-f]+).*", "$1"));
        tried("a forged signature", request(replica).get(base + url + "x"), 403);
        tried("no signature", request(replica).get(base + id.archiveName()), 403);
        replicas.stack().s3Wire().cut();
        assertThat(request(replica).get(base + url).statusCode()).isEqualTo(307);
        replicas.stack().s3Wire().mend();
    }

    private Response mirror(PackagedApplication replica, String token, String base) {
        return request(replica).header("Authorization", "Bearer " + token).get(base + "1.0.0.json");
    }

    @Test
    void ofAReplicaWhoseStoreRefusesIt() throws Exception {
        try (PackagedApplication replica = replica()
                .with("quarkus.s3.aws.credentials.static-provider.secret-access-key", secret("a wrong secret key"))
                .startUnready()) {
            admin(replica).submit(replicas.registry().publishSample("acme", "unkept", "1.0.0", "linux_amd64"));
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> replica.log().contains("claiming stops, the store is unavailable"));
            tried("readiness", request(replica).get("/q/health/ready"), 503);

            assertNothingWasSaid(replica);
        }
    }

    @Test
    void ofAReplicaWhoseProxyIsNotToBeHad() throws Exception {
        try (PackagedApplication replica = replica()
                .with(
                        "tfmirror.origin.proxy",
                        "http://somebody:%s@127.0.0.1:9".formatted(secret("the proxy's password")))
                .with("tfmirror.origin.no-proxy", "nowhere.example")
                .with( // loopback addresses never go through a proxy
                        "tfmirror.origin.services.\"" + MirrorStack.ORIGIN + "\"",
                        "https://proxied.example/v1/providers/")
                .start()) {
            PackageId id = replicas.registry().publishSample("acme", "unreached", "1.0.0", "linux_amd64");

            assertThat(endOf(replica, id)).contains("\"registry_unreachable\"");

            assertNothingWasSaid(replica);
        }
    }
}
