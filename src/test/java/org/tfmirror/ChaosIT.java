package org.tfmirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
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
import org.tfmirror.test.DatabaseWire;
import org.tfmirror.test.MirrorStack;
import org.tfmirror.test.PackagedApplication;
import org.tfmirror.test.Packages;
import org.tfmirror.test.ReplicaSetup;
import org.tfmirror.test.S3Trouble;

/**
 * Real replicas over one database, one bucket and one origin, killed, frozen and stopped at random moments while they
 * work, with the database and the store failing or hanging under them. The seed is printed; {@code -Dchaos.seed=N} repeats a run's choices, and {@code ./mvnw -Pchaos verify} makes a
 * longer run with more replicas. Chance finds what nobody thought of; what is proved is proved by the deterministic
 * tests of the job and processor packages.
 */
class ChaosIT {

    private static final int KILLS = Integer.getInteger("test.tfmirror.chaos-kills", 2);
    private static final long SEED = Long.getLong("test.tfmirror.chaos-seed", System.nanoTime());
    private static final int JOBS_A_ROUND = 4;
    private static final int ITEMS_A_JOB = 4;
    private static final long BIG = 11_000_000;
    /** How long a replica waits for an origin that says nothing. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final Duration LEASE = Duration.ofSeconds(2);

    private static final List<S3Trouble> TROUBLES = Arrays.stream(S3Trouble.values())
            .filter(each -> each != S3Trouble.NONE)
            .toList();

    @TempDir
    Path archives;

    private final Random random = new Random(SEED);
    private final List<PackagedApplication> replicas = new ArrayList<>();
    private final MirrorStack stack = MirrorStack.start();
    private final ChaosLedger ledger = new ChaosLedger(stack);
    private final DatabaseWire databaseWire = wire();
    private int published;
    private int kills;
    private int troubles;
    private int hangs;
    private final List<Disturbance> deck = new ArrayList<>();

    @AfterEach
    void stopEverything() throws Exception {
        for (PackagedApplication replica : replicas) {
            replica.close();
        }
        databaseWire.close();
        stack.close();
    }

    private DatabaseWire wire() {
        try {
            return new DatabaseWire(stack.database().jdbcUrl());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

        ledger.watch();

        for (int round = 1; kills < KILLS || troubles < (KILLS + 1) / 2 || hangs == 0; round++) {
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
        return switch (ThreadLocalRandom.current().nextInt(80)) {
            case 0, 1 -> Fault.status(503).apply(regular);
            case 2, 3 -> Fault.status(429, Duration.ofSeconds(1)).apply(regular);
            case 4, 5 -> Fault.cutBodyAfter(100).apply(regular);
            case 6 -> Fault.noAnswer().apply(regular);
            case 7 -> Fault.stallAfter(100, releasedTooLate()).apply(regular); // in the middle of the body
            case 8 -> Fault.holdUntil(releasedTooLate()).apply(regular); // before the first byte
            default -> regular;
        };
    }

    /** Opens when the client's patience is long over. */
    private static CountDownLatch releasedTooLate() {
        CountDownLatch latch = new CountDownLatch(1);
        CompletableFuture.delayedExecutor(2 * PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .execute(latch::countDown);
        return latch;
    }

    private enum Disturbance {
        KILL,
        END,
        FREEZE,
        DATABASE,
        HANG,
        STORE
    }

    /** The next of a shuffled deck, so that chance leaves nothing out for long. */
    private Disturbance draw() {
        if (deck.isEmpty()) {
            deck.addAll(Collections.nCopies(4, Disturbance.KILL));
            deck.addAll(List.of(Disturbance.END, Disturbance.FREEZE, Disturbance.DATABASE, Disturbance.HANG));
            deck.addAll(Collections.nCopies(2, Disturbance.STORE));
            Collections.shuffle(deck, random);
        }
        return deck.remove(deck.size() - 1);
    }

    private void disturb(int round) throws Exception {
        int which = random.nextInt(replicas.size());
        PackagedApplication replica = replicas.get(which);
        switch (draw()) {
            case KILL -> {
                say("round " + round + ": SIGKILL " + replica.pid());
                replica.kill();
                kills++;
                replicas.set(which, start(Map.of()));
            }
            case END -> {
                say("round " + round + ": SIGTERM " + replica.pid());
                assertThat(replica.terminate().exitCode()).isZero();
                assertThat(ledger.jobsOwnedBy(replica.pid())).isZero();
                replicas.set(which, start(Map.of()));
            }
            case FREEZE -> {
                say("round " + round + ": SIGSTOP past the lease, SIGCONT " + replica.pid());
                replica.pause();
                patiently()
                        .untilAsserted(() ->
                                assertThat(ledger.jobsOwnedBy(replica.pid())).isZero());
                replica.resume();
            }
            case DATABASE -> {
                say("round " + round + ": database stopped and started");
                stack.database().stopServer();
                stack.database().startServer();
            }
            case HANG -> hangTheDatabase(round);
            case STORE -> troubleTheStore(round);
        }
    }

    /** Connections are accepted and nothing is answered, until every lease would have been over for a lease. */
    private void hangTheDatabase(int round) {
        say("round " + round + ": database hangs for two leases");
        String over = ledger.timeIn(LEASE.multipliedBy(2));
        databaseWire.hang();
        patiently().until(() -> ledger.isPast(over));
        databaseWire.mend();
        hangs++;
    }

    /** Until several requests have met the trouble: jobs wait for the store, and go on by themselves afterwards. */
    private void troubleTheStore(int round) {
        S3Trouble trouble = TROUBLES.get(random.nextInt(TROUBLES.size()));
        long requests = 1 + random.nextInt(10);
        say("round " + round + ": store " + trouble + " for " + requests + " requests");
        long before = stack.s3Wire().troubled();
        stack.s3Wire().trouble(trouble);
        patiently().until(() -> stack.s3Wire().troubled() >= before + requests || ledger.openJobs() == 0);
        stack.s3Wire().mend();
        troubles++;
    }

    private PackagedApplication start(Map<String, String> more) throws Exception {
        ReplicaSetup setup = PackagedApplication.over(stack)
                .with("quarkus.datasource.jdbc.url", databaseWire.jdbcUrl())
                // A replica that is frozen within a transaction keeps its job locked until the database ends that:
                // usually
                // after 60 s, which is the usual lease.
                .with(
                        "quarkus.datasource.jdbc.new-connection-sql",
                        "set statement_timeout = '20s'; set idle_in_transaction_session_timeout = '5s'")
                .with("tfmirror.processor.lease", LEASE.toSeconds() + "s")
                .with("tfmirror.processor.polling-interval", "500ms")
                .with("tfmirror.processor.retry-attempts", "100")
                .with("tfmirror.processor.retry-delay", "50ms")
                .with("tfmirror.processor.retry-delay-max", "2s")
                .with("tfmirror.processor.worker-shutdown", "1s")
                .with("tfmirror.storage.part-size", "5M")
                .with("tfmirror.origin.stall-timeout", PATIENCE.toSeconds() + "s")
                .with("tfmirror.origin.response-timeout", PATIENCE.toSeconds() + "s");
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
