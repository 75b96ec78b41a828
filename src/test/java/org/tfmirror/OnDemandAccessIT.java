package org.tfmirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tfmirror.local.Passwords;
import org.tfmirror.local.SamplePackages;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Sha256;
import org.tfmirror.test.MirrorStack;
import org.tfmirror.test.PackagedApplication;
import org.tfmirror.test.ReplicaExtension;
import org.tfmirror.test.ReplicaSetup;

/** Who may make what come on demand: by tokens, and by a policy that replicas have at different times. */
class OnDemandAccessIT {

    private static final String CI = Passwords.generate();
    private static final String DEV = Passwords.generate();

    @RegisterExtension
    static final ReplicaExtension replicas = new ReplicaExtension();

    private static ReplicaSetup replica() {
        return replicas.replica()
                .with("tfmirror.on-demand.allow", MirrorStack.ORIGIN + "/acme/*")
                .with("tfmirror.delivery", "proxy");
    }

    private static ReplicaSetup guarded() {
        return replica()
                .with("tfmirror.mirror.access", "token")
                .with("tfmirror.mirror.tokens", "ci=%s,dev=%s".formatted(hashOf(CI), hashOf(DEV)))
                .with("tfmirror.mirror.signing-key", Passwords.generate() + Passwords.generate());
    }

    private static String hashOf(String token) {
        return Sha256.hexOf(token.getBytes(StandardCharsets.UTF_8));
    }

    private static PackageId publish(String type) {
        return replicas.registry().publishSample("acme", type, "1.0.0", "linux_amd64");
    }

    private static URI mirrored(PackagedApplication mirror, PackageId id, String file) {
        return mirror.baseUri().resolve("/v1/providers/" + id.provider() + "/" + file);
    }

    private static URI download(PackagedApplication mirror, PackageId id) {
        return mirror.baseUri()
                .resolve("/v1/registry/%s/providers/acme/%s/1.0.0/download/linux/amd64"
                        .formatted(MirrorStack.ORIGIN, id.provider().type()));
    }

    private static Response get(URI url, Map<String, String> headers) {
        RequestSpecification request = RestAssured.given()
                .urlEncodingEnabled(false)
                .redirects()
                .follow(false)
                .headers(headers);
        return request.get(url);
    }

    private static Response get(URI url) {
        return get(url, Map.of());
    }

    private static Response get(URI url, String token) {
        return get(url, Map.of("Authorization", "Bearer " + token));
    }

    private static URI without(URI url) {
        return URI.create(url.toString().replaceFirst("\\?.*", ""));
    }

    private static List<Object> askersOf(PackageId id) {
        return replicas
                .stack()
                .query(
                        "select job.asked_by from job join job_item item on item.job_id = job.id where item.type = ?",
                        id.provider().type())
                .stream()
                .map(row -> (Object) String.valueOf(row.get(0)))
                .toList();
    }

    @Test
    void whatTheNextReplicasPolicyDeniesDoesNotComeByAnOlderDocument() throws Exception {
        PackageId id = publish("withdrawn");
        try (PackagedApplication before = replica().start();
                PackagedApplication after = replica()
                        .with("tfmirror.on-demand.deny", MirrorStack.ORIGIN + "/*/withdrawn")
                        .start()) {
            assertThat(get(mirrored(before, id, "1.0.0.json")).statusCode()).isEqualTo(200);

            assertThat(get(mirrored(after, id, id.archiveName())).statusCode()).isEqualTo(404);
            assertThat(askersOf(id)).isEmpty();
            assertThat(get(download(after, id)).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void withTokensWhatComesOpensByItsSignedUrlAndNoOther() throws Exception {
        PackageId id = publish("signed");
        PackageId other = publish("othersigned");
        try (PackagedApplication mirror = guarded().start()) {
            assertThat(get(download(mirror, id)).statusCode()).isEqualTo(401);
            assertThat(replicas.registry().requestCount(path -> path.contains("/signed/")))
                    .isZero();
            Response document = get(download(mirror, id), CI);
            assertThat(document.statusCode()).isEqualTo(200);
            for (String field : List.of("shasums_url", "shasums_signature_url")) {
                URI url = download(mirror, id).resolve(document.jsonPath().getString(field));
                assertThat(get(without(url)).statusCode()).as(field).isEqualTo(403);
                assertThat(get(url).statusCode()).as(field).isEqualTo(200);
            }

            URI archive = download(mirror, id).resolve(document.jsonPath().getString("download_url"));
            assertThat(get(without(archive)).statusCode()).isEqualTo(403);
            assertThat(get(without(archive), CI).statusCode())
                    .as("a token opens no archive")
                    .isEqualTo(403);
            assertThat(get(URI.create(archive.toString().replace("signed", "othersigned")))
                            .statusCode())
                    .as("of another package")
                    .isEqualTo(403);
            assertThat(askersOf(id)).isEmpty();
            assertThat(askersOf(other)).isEmpty();

            assertThat(get(archive).asByteArray()).isEqualTo(SamplePackages.small(id));
            assertThat(get(without(archive)).statusCode())
                    .as("now that it is here")
                    .isEqualTo(403);
        }
    }

    @Test
    void whoBringsATokenIsCountedAndNamedByIt() throws Exception {
        PackageId id = publish("counted");
        PackageId next = publish("countednext");
        try (PackagedApplication mirror =
                guarded().with("tfmirror.on-demand.documents-per-minute", "2").start()) {
            // A minute may end between two of them, so more are asked for than two minutes allow.
            Response document = get(mirrored(mirror, id, "1.0.0.json"), CI);
            assertThat(document.statusCode()).isEqualTo(200);
            assertThat(statusesOfMore(mirror, CI)).contains(429);
            assertThat(get(mirrored(mirror, next, "1.0.0.json"), DEV).statusCode())
                    .as("another token from the same address")
                    .isEqualTo(200);

            URI archive = mirrored(mirror, id, document.jsonPath().getString("archives.linux_amd64.url"));
            assertThat(get(archive, CI).statusCode()).isEqualTo(200);
            assertThat(askersOf(id)).containsExactly("token/ci");
        }
    }

    private static List<Integer> statusesOfMore(PackagedApplication mirror, String token) {
        return List.of(publish("more1"), publish("more2"), publish("more3"), publish("more4")).stream()
                .map(each -> get(mirrored(mirror, each, "1.0.0.json"), token).statusCode())
                .toList();
    }
}
