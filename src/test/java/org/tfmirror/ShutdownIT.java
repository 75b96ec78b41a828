package org.tfmirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tfmirror.local.Fault;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.JobInvariants;
import org.tfmirror.test.PackagedApplication;
import org.tfmirror.test.PackagedApplication.Ended;
import org.tfmirror.test.ReplicaExtension;

/** What a replica leaves behind that is asked to end (SIGTERM): nothing half done, and nothing lost. */
class ShutdownIT {

    private static final Duration LONG = Duration.ofMinutes(2);

    @RegisterExtension
    static final ReplicaExtension replicas = new ReplicaExtension();

    @TempDir
    Path folder;

    @Test
    void anIdleReplicaEndsAtOnceAndInOrder() throws Exception {
        try (PackagedApplication replica = replicas.replica().start()) {
            Ended ended = replica.terminate();

            assertThat(ended.exitCode()).isZero();
            assertThat(replica.log())
                    .contains("draining jobs=0")
                    .contains("drained")
                    .contains("stopped in");
            assertThat(replica.log()).doesNotContain("ERROR");
            System.out.printf("an idle replica ended in %d ms%n", ended.nanos() / 1_000_000);
        }
    }

    @Test
    void aDownloadThatCannotFinishIsGivenBackWithItsAttemptNotCounted() throws Exception {
        PackageId id = publishMegabytes("slow", 8);
        CountDownLatch released = new CountDownLatch(1);
        replicas.registry().faults().first(1, pathOf(id), Fault.stallAfter(6_000_000, released));
        try (PackagedApplication replica = replicas.replica()
                .with("tfmirror.processor.worker-shutdown", "2s")
                .start()) {
            long job = replicas.api(replica).submit(id);
            awaitSent(id, 6_000_000);

            Ended ended = replica.terminate();

            assertThat(ended.exitCode()).isZero();
            assertThat(replica.log()).contains("draining jobs=1").contains("drained");
            assertThat(replicas.stack().query("select status, lease_owner, completed_items from job where id = ?", job))
                    .isEqualTo(List.of(row("pending", null, 0)));
            assertThat(replicas.stack().query("select status, attempts from job_item where job_id = ?", job))
                    .isEqualTo(List.of(row("pending", 0)));
            assertThat(replicas.stack().visibleKeys()).noneMatch(key -> key.endsWith(id.archiveName()));
            JobInvariants.check(replicas.stack());
            released.countDown();

            try (PackagedApplication next = replicas.replica().start()) {
                JsonPath end = replicas.api(next).awaitEnd(job);
                assertThat(end.getString("status")).isEqualTo("completed");
                assertThat(end.getInt("items[0].attempts")).isEqualTo(1);
                assertThat(replicas.stack().visibleKeys()).anyMatch(key -> key.endsWith(id.archiveName()));
            }
        } finally {
            released.countDown();
        }
    }

    @Test
    void theItemUnderWayFinishesAndTheNextIsGivenBack() throws Exception {
        PackageId first = replicas.registry().publishSample("acme", "first", "1.0.0", "linux_amd64");
        PackageId second = replicas.registry().publishSample("acme", "second", "1.0.0", "linux_amd64");
        PackageId there = replicas.registry().publishSample("acme", "there", "1.0.0", "linux_amd64");
        CountDownLatch released = new CountDownLatch(1);
        replicas.registry().faults().first(1, pathOf(first), Fault.holdUntil(released));
        try (PackagedApplication replica = replicas.replica()
                .with("tfmirror.processor.worker-shutdown", "60s")
                .start()) {
            AdminApi api = replicas.api(replica);
            api.awaitEnd(api.submit(there));
            long job = api.submit(first, second);
            Awaitility.await().atMost(LONG).until(() -> replicas.registry().requestCount(pathOf(first)) > 0);

            replica.signalEnd();
            Awaitility.await().atMost(LONG).until(() -> replica.log().contains("draining jobs=1"));

            // What Kubernetes sees, while those who are here already are still served.
            assertThat(replica.probe("/q/health/ready")).hasValue(503);
            assertThat(replica.probe("/q/health/live")).hasValue(200);
            assertThat(replica.probe("/v1/providers/" + there.provider() + "/index.json"))
                    .hasValue(200);
            released.countDown();
            List<Integer> readiness = new ArrayList<>();
            while (replica.isAlive()) {
                replica.probe("/q/health/ready").ifPresent(readiness::add);
            }
            assertThat(readiness).doesNotContain(200);
            assertThat(replica.awaitEnd().exitCode()).isZero();

            assertThat(replicas.stack().query("select status, lease_owner, completed_items from job where id = ?", job))
                    .isEqualTo(List.of(row("pending", null, 1)));
            assertThat(replicas.stack()
                            .query("select status, attempts from job_item where job_id = ? order by ordinal", job))
                    .isEqualTo(List.of(row("completed", 1), row("pending", 0)));
            JobInvariants.check(replicas.stack());
            try (PackagedApplication next = replicas.replica().start()) {
                JsonPath end = replicas.api(next).awaitEnd(job);
                assertThat(end.getString("status")).isEqualTo("completed");
                assertThat(end.getList("items.attempts")).isEqualTo(List.of(1, 1));
            }
        } finally {
            released.countDown();
        }
    }

    @Test
    void aClientThatIsBeingServedGetsItsWholeArchive() throws Exception {
        PackageId id = publishMegabytes("served", 40);
        try (PackagedApplication replica = replicas.replica()
                .with("tfmirror.delivery", "proxy")
                .with("quarkus.shutdown.timeout", "60s")
                .start()) {
            AdminApi api = replicas.api(replica);
            api.awaitEnd(api.submit(id));
            String path = "/v1/providers/" + id.provider() + "/" + id.archiveName();
            URLConnection archive = replica.baseUri().resolve(path).toURL().openConnection();
            try (InputStream body = archive.getInputStream()) {
                assertThat(body.read()).isNotNegative();

                replica.signalEnd();
                Awaitility.await().atMost(LONG).until(() -> replica.log().contains("drained"));

                long rest = body.transferTo(OutputStream.nullOutputStream());
                assertThat(1 + rest).isEqualTo(Files.size(folder.resolve("served.zip")));
            }
            assertThat(replica.awaitEnd().exitCode()).isZero();
        }
    }

    private PackageId publishMegabytes(String type, int megabytes) throws IOException {
        return replicas.stack().publishBig(folder, type, megabytes * 1_000_000L);
    }

    private static Predicate<String> pathOf(PackageId id) {
        return replicas.registry().archivePath(id)::equals;
    }

    private static List<@Nullable Object> row(@Nullable Object... columns) {
        return Arrays.asList(columns);
    }

    private static void awaitSent(PackageId id, long bytes) {
        Awaitility.await()
                .atMost(LONG)
                .until(() -> replicas.registry().sentBytes(replicas.registry().archivePath(id)) >= bytes);
    }
}
