package org.tfmirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tfmirror.local.Fault;
import org.tfmirror.local.SamplePackages;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.HandWrittenMirror;
import org.tfmirror.test.JobInvariants;
import org.tfmirror.test.MirrorStack;
import org.tfmirror.test.PackagedApplication;
import org.tfmirror.test.Packages;
import org.tfmirror.test.ReplicaExtension;
import org.tfmirror.test.ReplicaSetup;
import org.tfmirror.test.StalledClient;
import org.tfmirror.test.TerraformCli;
import org.tfmirror.test.TerraformCli.Outcome;

/** Archives on demand with real replicas: from an empty mirror, over two of them, and past the end of one. */
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

    @Test
    @EnabledIf(value = "org.tfmirror.test.TerraformCli#isPresent", disabledReason = "terraform is not on the PATH")
    void terraformInstallsFromAnEmptyMirror() throws Exception {
        Path archive = SamplePackages.writeBig(
                folder.resolve("empty.zip"),
                Packages.of(MirrorStack.ORIGIN + "/acme/empty", "1.0.0", TerraformCli.platform()),
                SIZE);
        PackageId id = replicas.registry().publish("acme", "empty", "1.0.0", TerraformCli.platform(), archive);
        try (PackagedApplication mirror = replica().tls().start();
                HandWrittenMirror documents =
                        HandWrittenMirror.start(replicas.stack().authority())) {
            documents.list(id, mirror.tlsUri().resolve(pathOf(id)), Files.readAllBytes(archive));
            Path module = Files.createDirectory(folder.resolve("module"));
            Files.writeString(module.resolve("main.tf"), """
                    terraform {
                      required_providers { empty = { source = "%s", version = "1.0.0" } }
                    }
                    """.formatted(id.provider()));

            Outcome init = new TerraformCli(folder, replicas.stack().caBundle())
                    .run(module, """
                            provider_installation {
                              network_mirror { url = "%s" }
                            }
                            """.formatted(documents.url()), "init", "-no-color");

            assertThat(init.exitCode()).as(init.output()).isZero();
            assertThat(init.output()).contains("Installed " + id.provider() + " v1.0.0");
            assertThat(requests(id)).isEqualTo(1);
        }
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
                HttpRequest request = HttpRequest.newBuilder(archive(i % 2 == 0 ? one : two, id))
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                answers.add(http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
                        .thenApply(answer -> answer.statusCode() == 200 && Arrays.equals(answer.body(), bytes)));
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
