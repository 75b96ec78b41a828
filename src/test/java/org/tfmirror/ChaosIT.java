package org.tfmirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tfmirror.local.Fault;
import org.tfmirror.local.RegistryReply;
import org.tfmirror.local.SamplePackages;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.ChaosLedger;
import org.tfmirror.test.MirrorStack;
import org.tfmirror.test.PackagedApplication;
import org.tfmirror.test.Packages;
import org.tfmirror.test.ReplicaSetup;

/**
 * Real replicas over one database, one bucket and one origin, killed, frozen and stopped at random moments while they
 * work. The seed is printed; {@code -Dchaos.seed=N} repeats a run's choices, and {@code ./mvnw -Pchaos verify} makes a
 * longer run with more replicas. Chance finds what nobody thought of; what is proved is proved by the deterministic
 * tests of the job and processor packages.
 */
class ChaosIT {

    private static final int KILLS = Integer.getInteger("test.tfmirror.chaos-kills", 2);
    private static final long SEED = Long.getLong("test.tfmirror.chaos-seed", System.nanoTime());
    private static final int JOBS_A_ROUND = 4;
    private static final int ITEMS_A_JOB = 4;
    private static final long BIG = 11_000_000;

    @TempDir
    Path archives;

    private final Random random = new Random(SEED);
    private final List<PackagedApplication> replicas = new ArrayList<>();
    private final MirrorStack stack = MirrorStack.start();
    private final ChaosLedger ledger = new ChaosLedger(stack);
    private int published;
    private int kills;

    @AfterEach
    void stopEverything() throws Exception {
        for (PackagedApplication replica : replicas) {
            replica.close();
        }
        stack.close();
    }

    static IntStream replicaCounts() {
        return Arrays.stream(
                        System.getProperty("test.tfmirror.chaos-replicas", "2").split(","))
                .mapToInt(Integer::parseInt);
    }

    @ParameterizedTest(name = "{0} replicas")
    @MethodSource("replicaCounts")
    void everyJobEndsCompletedAndNothingIsDoneTwiceOrHalf(int count) throws Exception {
        say("seed " + SEED + ", " + count + " replicas, until " + KILLS + " kills");
        for (int i = 0; i < count; i++) {
            replicas.add(start(Map.of()));
        }
        ledger.open();
        stack.registry().faults().always(path -> true, ChaosIT::sometimes);

        for (int round = 1; kills < KILLS; round++) {
            submitJobs();
            awaitSomeMoves(1 + random.nextInt(20));
            disturb(round);
        }

        say("disturbed enough, waiting for the work to end");
        patiently().untilAsserted(() -> assertThat(ledger.openJobs()).isZero());
        ledger.check(published);
        sweepStrayUploads();
    }

    /** What a bad day at the origin is like; on average one request in ten fails in one way or another. */
    private static RegistryReply sometimes(RegistryReply regular) throws IOException, InterruptedException {
        return switch (ThreadLocalRandom.current().nextInt(40)) {
            case 0 -> Fault.status(503).apply(regular);
            case 1 -> Fault.status(429, Duration.ofSeconds(1)).apply(regular);
            case 2 -> Fault.cutBodyAfter(100).apply(regular);
            case 3 -> Fault.noAnswer().apply(regular);
            default -> regular;
        };
    }

    private void disturb(int round) throws Exception {
        int which = random.nextInt(replicas.size());
        PackagedApplication replica = replicas.get(which);
        int choice = random.nextInt(10);
        if (choice < 6) {
            say("round " + round + ": SIGKILL " + replica.pid());
            replica.kill();
            kills++;
            replicas.set(which, start(Map.of()));
        } else if (choice < 8) {
            say("round " + round + ": SIGTERM " + replica.pid());
            assertThat(replica.terminate().exitCode()).isZero();
            assertThat(ledger.jobsOwnedBy(replica.pid())).isZero();
            replicas.set(which, start(Map.of()));
        } else if (choice < 9) {
            say("round " + round + ": SIGSTOP past the lease, SIGCONT " + replica.pid());
            replica.pause();
            patiently()
                    .untilAsserted(
                            () -> assertThat(ledger.jobsOwnedBy(replica.pid())).isZero());
            replica.resume();
        } else {
            say("round " + round + ": database stopped and started");
            stack.database().stopServer();
            stack.database().startServer();
        }
    }

    private PackagedApplication start(Map<String, String> more) throws Exception {
        ReplicaSetup setup = PackagedApplication.over(stack)
                .with("tfmirror.processor.lease", "2s")
                .with("tfmirror.processor.polling-interval", "500ms")
                .with("tfmirror.processor.retry-attempts", "100")
                .with("tfmirror.processor.retry-delay", "50ms")
                .with("tfmirror.processor.retry-delay-max", "2s")
                .with("tfmirror.processor.worker-shutdown", "1s")
                .with("tfmirror.storage.part-size", "5M")
                .with("tfmirror.registry.stall-timeout", "3s")
                .with("tfmirror.registry.response-timeout", "3s");
        more.forEach(setup::with);
        return setup.start();
    }

    /** Each job wants packages of its own, one that another job of the round wants too, and now and then a big one. */
    private void submitJobs() throws Exception {
        PackageId shared = publishSmall();
        for (int job = 0; job < JOBS_A_ROUND; job++) {
            List<PackageId> wanted = new ArrayList<>(List.of(shared));
            for (int item = 1; item < ITEMS_A_JOB; item++) {
                wanted.add(item == 1 && job == 0 ? publishBig() : publishSmall());
            }
            ledger.submit(wanted);
        }
    }

    private PackageId publishSmall() {
        return stack.registry().publishSample("chaos", "small", "1.%d.0".formatted(published++), "linux_amd64");
    }

    private PackageId publishBig() throws Exception {
        String version = "2.%d.0".formatted(published++);
        PackageId id = Packages.of(MirrorStack.ORIGIN + "/chaos/big", version, "linux_amd64");
        Path archive = SamplePackages.writeBig(archives.resolve(version + ".zip"), id, BIG);
        return stack.registry().publish("chaos", "big", version, "linux_amd64", archive);
    }

    private void awaitSomeMoves(int moves) {
        long before = ledger.moves();
        patiently().until(() -> ledger.moves() >= before + moves || ledger.openJobs() == 0);
    }

    private void sweepStrayUploads() throws Exception {
        replicas.add(start(
                Map.of("tfmirror.processor.housekeeping-interval", "1s", "tfmirror.processor.stray-upload-age", "1s")));
        patiently().untilAsserted(() -> assertThat(ledger.unfinishedUploads()).isZero());
    }

    private static ConditionFactory patiently() {
        return Awaitility.await()
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptions();
    }

    private static void say(String what) {
        System.out.println("chaos: " + what);
    }
}
