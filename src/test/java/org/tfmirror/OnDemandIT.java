package org.tfmirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tfmirror.local.Fault;
import org.tfmirror.local.SamplePackages;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.JobInvariants;
import org.tfmirror.test.MirrorStack;
import org.tfmirror.test.PackagedApplication;
import org.tfmirror.test.Packages;
import org.tfmirror.test.ReplicaExtension;
import org.tfmirror.test.ReplicaSetup;
import org.tfmirror.test.StalledClient;
import org.tfmirror.test.TerraformCli;
import org.tfmirror.test.TerraformCli.Outcome;

/** Documents and archives on demand with real replicas, by both faces: from an empty mirror, over two of them, and past the end of one. */
class OnDemandIT {

    private static final Duration LONG = Duration.ofMinutes(2);
    private static final int SIZE = 8_000_000;

    @RegisterExtension
    static final ReplicaExtension replicas = new ReplicaExtension();

    @TempDir
    Path folder;

    private final CountDownLatch released = new CountDownLatch(1);

    @AfterEach
    void release() {
        released.countDown();
        replicas.registry().faults().clear();
    }

    private static ReplicaSetup replica() {
        return replicas.replica()
                .with("tfmirror.on-demand.allow", MirrorStack.ORIGIN + "/acme/*")
                .with("tfmirror.delivery", "proxy")
                .with("tfmirror.delivery.max-archives", "16")
                .with("tfmirror.processor.lease", "3s");
    }

    private static String pathOf(PackageId id) {
        return "/v1/providers/" + id.provider() + "/" + id.archiveName();
    }

    private static URI archive(PackagedApplication replica, PackageId id) {
        return replica.baseUri().resolve(pathOf(id));
    }

    private static StalledClient client(PackagedApplication replica, PackageId id) {
        return StalledClient.get(replica.baseUri().getPort(), pathOf(id));
    }

    private byte[] bytesOf(PackageId id) throws IOException {
        return Files.readAllBytes(folder.resolve(id.provider().type() + ".zip"));
    }

    private static long requests(PackageId id) {
        return replicas.registry().requestCount(replicas.registry().archivePath(id)::equals);
    }

    /** The two faces, as a client is told of them. */
    private enum Face {
        MIRROR {
            @Override
            String configuration(PackagedApplication mirror) {
                return """
                        provider_installation {
                          network_mirror { url = "%s/v1/providers/" }
                        }
                        """.formatted(mirror.tlsUri());
            }
        },
        REGISTRY {
            @Override
            String configuration(PackagedApplication mirror) {
                return """
                        host "%1$s" { services = { "providers.v1" = "%2$s/v1/registry/%1$s/providers/" } }
                        """.formatted(MirrorStack.ORIGIN, mirror.tlsUri());
            }
        };

        abstract String configuration(PackagedApplication mirror);
    }

    @ParameterizedTest
    @EnumSource
    @EnabledIf(value = "org.tfmirror.test.TerraformCli#isPresent", disabledReason = "terraform is not on the PATH")
    void terraformInstallsFromAnEmptyMirrorAndThenWithoutTheOrigin(Face face) throws Exception {
        String type = "empty-" + face.name().toLowerCase(Locale.ROOT);
        Path archive = SamplePackages.writeBig(
                folder.resolve("empty.zip"),
                Packages.of(MirrorStack.ORIGIN + "/acme/" + type, "1.0.0", TerraformCli.platform()),
                SIZE);
        PackageId id = replicas.registry().publish("acme", type, "1.0.0", TerraformCli.platform(), archive);
        try (PackagedApplication mirror = replica().tls().start()) {
            assertInstalls(face, mirror, id, "first");
            assertThat(requests(id)).isEqualTo(1);
            Awaitility.await()
                    .atMost(LONG)
                    .until(() -> replicas.stack()
                            .query("select count(*) from mirrored_package where type = '" + type + "'")
                            .equals(List.of(List.of(1L))));

            replicas.registry().faults().always(path -> true, Fault.status(503));
            assertInstalls(face, mirror, id, "second");
            assertThat(requests(id)).isEqualTo(1);
        }
    }

    private void assertInstalls(Face face, PackagedApplication mirror, PackageId id, String name) throws Exception {
        Path module = Files.createDirectory(folder.resolve(name));
        Files.writeString(module.resolve("main.tf"), """
                terraform {
                  required_providers { empty = { source = "%s", version = "~> 1.0" } }
                }
                """.formatted(id.provider()));

        Outcome init = new TerraformCli(folder, replicas.stack().caBundle())
                .run(module, face.configuration(mirror), "init", "-no-color");

        assertThat(init.exitCode()).as(init.output()).isZero();
        assertThat(init.output()).contains("Installed " + id.provider() + " v1.0.0");
    }

    /** Reads the documents as {@code init} does, and then the archive. */
    private CompletableFuture<HttpResponse<byte[]>> install(
            HttpClient http, PackagedApplication replica, Face face, PackageId id) {
        URI base = replica.baseUri();
        return switch (face) {
            case MIRROR -> {
                URI version = base.resolve("/v1/providers/" + id.provider() + "/1.0.0.json");
                yield get(http, version.resolve("index.json"))
                        .thenCompose(index -> get(http, version))
                        .thenCompose(document -> get(
                                http, version.resolve(json(document).getString("archives." + id.platform() + ".url"))));
            }
            case REGISTRY -> {
                URI provider = base.resolve("/v1/registry/" + MirrorStack.ORIGIN + "/providers/acme/"
                        + id.provider().type() + "/");
                URI download = provider.resolve("1.0.0/download/"
                        + id.platform().os() + "/" + id.platform().arch());
                yield get(http, provider.resolve("versions"))
                        .thenCompose(versions -> get(http, download))
                        .thenCompose(document -> get(
                                        http, download.resolve(json(document).getString("shasums_url")))
                                .thenCompose(shasums -> get(
                                        http, download.resolve(json(document).getString("shasums_signature_url"))))
                                .thenCompose(signature -> get(
                                        http, download.resolve(json(document).getString("download_url")))));
            }
        };
    }

    private static CompletableFuture<HttpResponse<byte[]>> get(HttpClient http, URI url) {
        HttpRequest request =
                HttpRequest.newBuilder(url).version(HttpClient.Version.HTTP_1_1).build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray()).thenApply(answer -> {
            assertThat(answer.statusCode()).as(url.getPath()).isEqualTo(200);
            return answer;
        });
    }

    private static JsonPath json(HttpResponse<byte[]> document) {
        return JsonPath.from(new String(document.body(), StandardCharsets.UTF_8));
    }

    @Test
    void twoHundredClientsOverTwoReplicasMakeOneDownload() throws Exception {
        PackageId id = replicas.stack().publishBig(folder, "crowded", SIZE);
        byte[] bytes = bytesOf(id);
        HttpClient http = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        try (PackagedApplication one = replica().start();
                PackagedApplication two = replica().start()) {
            List<CompletableFuture<Boolean>> answers = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                answers.add(install(http, i % 2 == 0 ? one : two, i % 4 < 2 ? Face.MIRROR : Face.REGISTRY, id)
                        .thenApply(answer -> Arrays.equals(answer.body(), bytes)));
            }
            for (CompletableFuture<Boolean> each : answers) {
                assertThat(each.get()).isTrue();
            }

            assertThat(requests(id)).isEqualTo(1);
            assertThat(replicas.stack()
                            .query("select job.status, job.origin from job join job_item item on item.job_id = job.id"
                                    + " where item.type = 'crowded'"))
                    .containsExactly(List.of("completed", "on_demand"));
            assertThat(replicas.stack()
                            .query("select count(*) from audit_entry where action = 'package.demand'"
                                    + " and object like '%/crowded/%'"))
                    .containsExactly(List.of(1L));
            JobInvariants.check(replicas.stack());
        }
    }

    @Test
    void aReplicaThatIsToEndGivesItsClientsTheRestFirst() throws Exception {
        PackageId id = replicas.stack().publishBig(folder, "ending", SIZE);
        byte[] bytes = bytesOf(id);
        replicas.registry()
                .faults()
                .first(1, replicas.registry().archivePath(id)::equals, Fault.stallAfter(4_000_000, released));
        try (PackagedApplication replica = replica()
                        .with("tfmirror.processor.worker-shutdown", "60s")
                        .start();
                StalledClient client = client(replica, id)) {
            assertThat(client.status()).isEqualTo(200);
            byte[] first = client.read(1_000_000);

            replica.signalEnd();
            Awaitility.await().atMost(LONG).until(() -> replica.log().contains("draining jobs=1"));
            released.countDown();
            byte[] rest = client.read(bytes.length - first.length);

            assertThat(first).isEqualTo(Arrays.copyOf(bytes, first.length));
            assertThat(rest).isEqualTo(Arrays.copyOfRange(bytes, first.length, bytes.length));
            assertThat(replica.awaitEnd().exitCode()).isZero();
        }
    }

    @Test
    void aReplicaThatIsKilledCutsItsClientAndAnotherServesTheNext() throws Exception {
        PackageId id = replicas.stack().publishBig(folder, "killed", SIZE);
        byte[] bytes = bytesOf(id);
        replicas.registry()
                .faults()
                .first(1, replicas.registry().archivePath(id)::equals, Fault.stallAfter(4_000_000, released));
        try (PackagedApplication survivor = replica().start();
                PackagedApplication killed = replica().start();
                StalledClient client = client(killed, id)) {
            assertThat(client.status()).isEqualTo(200);
            byte[] first = client.read(1_000_000);
            killed.kill();

            assertThatThrownBy(() -> {
                        if (client.read(bytes.length - first.length).length < bytes.length - first.length) {
                            throw new IOException("it ended early");
                        }
                    })
                    .isInstanceOf(IOException.class);
            released.countDown();
            HttpResponse<byte[]> next = HttpClient.newBuilder()
                    .followRedirects(HttpClient.Redirect.NORMAL)
                    .build()
                    .send(
                            HttpRequest.newBuilder(archive(survivor, id)).build(),
                            HttpResponse.BodyHandlers.ofByteArray());
            assertThat(next.body()).isEqualTo(bytes);
            JobInvariants.check(replicas.stack());
        }
    }
}
