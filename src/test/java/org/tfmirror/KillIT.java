package org.tfmirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tfmirror.local.Fault;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.JobInvariants;
import org.tfmirror.test.PackagedApplication;
import org.tfmirror.test.ReplicaExtension;
import org.tfmirror.test.ReplicaSetup;

/** What becomes of the work of a replica that is killed, or halted for so long that the others take it for dead. */
class KillIT {

    private static final Duration LONG = Duration.ofMinutes(2);
    private static final long STALL_AT = 6_000_000;

    @RegisterExtension
    static final ReplicaExtension replicas = new ReplicaExtension();

    @TempDir
    Path folder;

    @Test
    void anotherReplicaTakesOverFromAKilledOne() throws Exception {
        PackageId id = publishBig("killed");
        CountDownLatch released = new CountDownLatch(1);
        replicas.registry().faults().first(2, replicas.registry().archivePath(id)::equals, stallUntil(released));
        try (PackagedApplication one = replica().start();
                PackagedApplication two = replica().start()) {
            long job = submit(one, id);
            PackagedApplication victim = isAtWork(one, job) ? one : two;
            PackagedApplication heir = victim == one ? two : one;

            victim.kill();

            AdminApi api = replicas.api(heir);
            awaitAttempt(api, job, 2);
            assertInvisible(heir, id);
            released.countDown();
            JsonPath end = api.awaitEnd(job, LONG);
            assertThat(end.getString("status")).isEqualTo("completed");
            assertThat(end.getInt("items[0].attempts")).isEqualTo(2);
            assertMirroredOnce(heir, id);
        } finally {
            released.countDown();
        }
    }

    @Test
    void aReplicaThatComesBackFromALongPauseTouchesNothing() throws Exception {
        PackageId id = publishBig("paused");
        CountDownLatch released = new CountDownLatch(1);
        replicas.registry().faults().first(1, replicas.registry().archivePath(id)::equals, stallUntil(released));
        try (PackagedApplication one = replica().start();
                PackagedApplication two = replica().start()) {
            long job = submit(one, id);
            PackagedApplication sleeper = isAtWork(one, job) ? one : two;
            PackagedApplication heir = sleeper == one ? two : one;

            sleeper.pause();

            AdminApi api = replicas.api(heir);
            JsonPath end = api.awaitEnd(job, LONG);
            assertThat(end.getInt("items[0].attempts")).isEqualTo(2);
            List<?> before =
                    replicas.stack().query("select * from job join job_item on job_id = job.id where job.id = ?", job);
            sleeper.resume();
            released.countDown();
            Awaitility.await().atMost(LONG).until(() -> sleeper.log().contains("lease lost job=" + job));
            assertThat(sleeper.terminate().exitCode()).isZero();
            assertThat(replicas.stack()
                            .query("select * from job join job_item on job_id = job.id where job.id = ?", job))
                    .isEqualTo(before);
            assertMirroredOnce(heir, id);
        } finally {
            released.countDown();
        }
    }

    private static ReplicaSetup replica() {
        return replicas.replica().with("tfmirror.processor.lease", "2s");
    }

    /** Returns when the package is on its way. */
    private static long submit(PackagedApplication replica, PackageId id) {
        long job = replicas.api(replica).submit(id);
        Awaitility.await()
                .atMost(LONG)
                .until(() -> replicas.registry().sentBytes(replicas.registry().archivePath(id)) >= STALL_AT);
        return job;
    }

    /** The replica that hears of the job first has it, which need not be the one that took the request. */
    private static boolean isAtWork(PackagedApplication replica, long job) throws IOException {
        return replica.log().contains("job started job=" + job + " ");
    }

    private static void awaitAttempt(AdminApi api, long job, int attempt) {
        Awaitility.await()
                .atMost(LONG)
                .until(
                        () -> api.job(job),
                        now -> now.getInt("items[0].attempts") == attempt
                                && now.getString("items[0].status").equals("downloading"));
    }

    private static void assertInvisible(PackagedApplication replica, PackageId id) throws InterruptedException {
        assertThat(replicas.stack().visibleKeys()).noneMatch(key -> key.endsWith(id.archiveName()));
        assertThat(replica.probe("/v1/providers/" + id.provider() + "/index.json"))
                .hasValue(404);
    }

    private static void assertMirroredOnce(PackagedApplication replica, PackageId id) throws InterruptedException {
        assertThat(replicas.stack()
                        .query(
                                "select count(*) from mirrored_package where type = ?",
                                id.provider().type()))
                .isEqualTo(List.of(List.of(1L)));
        assertThat(replicas.stack().visibleKeys().stream().filter(key -> key.contains(id.archiveName())))
                .hasSize(1);
        assertThat(replica.probe("/v1/providers/" + id.provider() + "/index.json"))
                .hasValue(200);
        JobInvariants.check(replicas.stack());
    }

    private static Fault stallUntil(CountDownLatch released) {
        return Fault.stallAfter(STALL_AT, released);
    }

    private PackageId publishBig(String type) throws IOException {
        return replicas.stack().publishBig(folder, type, 8_000_000);
    }
}
