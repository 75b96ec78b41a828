package org.tfmirror.demand.archive;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.ServedPackages;
import org.tfmirror.delivery.ChunkSource;
import org.tfmirror.demand.DemandWorkers;
import org.tfmirror.demand.archive.LiveArchive.Sizes;
import org.tfmirror.demand.archive.LiveArchives.Joined;
import org.tfmirror.demand.archive.Waiter.Outcome;
import org.tfmirror.job.ItemOutcome;
import org.tfmirror.job.Lease;
import org.tfmirror.job.QueuedItem;
import org.tfmirror.job.claim.DownloadClaims;
import org.tfmirror.job.demand.DemandedJobs;
import org.tfmirror.job.demand.DemandedJobs.Demanded;
import org.tfmirror.job.demand.DemandedJobs.Limits;
import org.tfmirror.job.queue.JobQueue.Claimant;
import org.tfmirror.processor.PackagePipelines;
import org.tfmirror.processor.ProcessorRig;
import org.tfmirror.processor.ScriptedOrigin;
import org.tfmirror.processor.ingest.ArchiveTransfer;
import org.tfmirror.processor.work.ProcessorListener;
import org.tfmirror.provider.PackageId;
import org.tfmirror.storage.MirrorLayout;
import org.tfmirror.storage.StorageException;
import org.tfmirror.storage.StorageKey;
import org.tfmirror.test.MemoryObjectStore;
import org.tfmirror.test.TestDatabase;
import org.tfmirror.verify.ArchiveLimits;
import org.tfmirror.verify.shasums.KeyPolicy;
import org.tfmirror.verify.shasums.ShasumsVerifier;

/**
 * A replica whose clients' side the test moves by hand, over the real database and a real worker. Several may stand over one
 * origin and one bucket. Archives of a few hundred bytes: 250 are kept for clients, 20 held back.
 */
final class DemandReplica implements AutoCloseable {

    static final int HELD_BACK = 20;

    final HandTurnedThreads threads = new HandTurnedThreads();
    final AtomicLong nanoTime = new AtomicLong(1);
    final List<Runnable> scheduled = new ArrayList<>();
    final LiveArchives live;
    final DemandRounds rounds;
    final ProcessorRig rig;
    Limits limits = new Limits(1_000, Long.MAX_VALUE);
    boolean slots = true;

    private final MemoryObjectStore store;

    DemandReplica(String name, ScriptedOrigin origin, MemoryObjectStore store, int maxWaiting) {
        this.store = store;
        live = new LiveArchives(new Sizes(250, HELD_BACK), maxWaiting, threads, nanoTime::get, this::stored);
        rig = new ProcessorRig(
                name,
                origin,
                new PackagePipelines(
                        TestDatabase.dataSource(),
                        store,
                        new ShasumsVerifier(KeyPolicy.of(Map.of(), Set.of()), Clock.systemUTC()),
                        new ArchiveTransfer(origin, store, MirrorLayout.atTop(), ArchiveLimits.DEFAULT, live::begin)),
                new ProcessorListener() {
                    @Override
                    public void itemEnded(Lease lease, QueuedItem item, ItemOutcome outcome) {
                        if (outcome instanceof ItemOutcome.Completed) {
                            live.stored((PackageId) item.wanted());
                        }
                    }
                });
        DemandedJobs made = new DemandedJobs(TestDatabase.dataSource(), new DownloadClaims(TestDatabase.dataSource()));
        ServedPackages packages = new ServedPackages(TestDatabase.dataSource());
        DemandWorkers workers = () -> slots ? rig.dispatcher.reserve(rig.endings::add) : Optional.empty();
        rounds = new DemandRounds(
                live,
                new DemandJobs(
                        (id, askedBy, claimant) -> make(made, id, askedBy, claimant),
                        workers,
                        new DemandMetrics(new SimpleMeterRegistry())),
                new DemandRounds.Records() {
                    @Override
                    public Set<PackageId> stored(List<PackageId> ids) throws SQLException {
                        return packages.served(ids);
                    }

                    @Override
                    public Map<PackageId, Demanded> states(List<PackageId> ids) throws SQLException {
                        return made.states(ids);
                    }
                },
                (task, delay) -> scheduled.add(task),
                nanoTime::get);
    }

    private Demanded make(DemandedJobs made, PackageId id, String askedBy, @Nullable Claimant claimant)
            throws SQLException {
        try (Connection connection = TestDatabase.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            Demanded state = made.make(connection, id, askedBy, limits, claimant);
            if (state instanceof Demanded.Claimed || state instanceof Demanded.Queued) {
                connection.commit();
            } else {
                connection.rollback();
            }
            return state;
        }
    }

    private ChunkSource stored(PackageId id, long position) throws IOException {
        byte[] bytes;
        try {
            StorageKey key = MirrorLayout.atTop().keyOf(id);
            bytes = store.open(key, null).body().readAllBytes();
        } catch (StorageException e) {
            throw new IOException(e);
        }
        byte[] rest = Arrays.copyOfRange(bytes, (int) position, bytes.length);
        return new ChunkSource() {
            @Override
            public long length() {
                return rest.length;
            }

            @Override
            public CompletionStage<byte[]> next() {
                return CompletableFuture.completedStage(rest);
            }

            @Override
            public void close() {}
        };
    }

    /** A client that asks as it does over HTTP. */
    Client ask(PackageId id) throws SQLException {
        return ask(id, "192.0.2.1");
    }

    Client ask(PackageId id, String askedBy) throws SQLException {
        Joined joined = live.join(id, askedBy, true, nanoTime.get());
        if (joined == null) {
            throw new IllegalStateException("as many wait as may");
        }
        rounds.begin();
        if (joined.first()) {
            rounds.demand(id, askedBy);
        }
        return new Client(joined.waiter());
    }

    /** Half a second passes. */
    void round() throws SQLException {
        nanoTime.addAndGet(DemandRounds.INTERVAL.toNanos());
        rounds.look();
        threads.runAll();
    }

    void pass(Duration time) throws SQLException {
        nanoTime.addAndGet(time.toNanos());
        rounds.look();
        threads.runAll();
    }

    /** Lets the job that waits for a retry be due, and takes it. */
    void retry() {
        TestDatabase.execute("update job_item set next_attempt_at = null where status = 'pending'");
        TestDatabase.execute("update job set due_at = now() where status = 'pending'");
        rig.poll();
    }

    @Override
    public void close() {
        rig.close();
    }

    /** What one client got. */
    final class Client {
        final Waiter waiter;
        final ByteArrayOutputStream got = new ByteArrayOutputStream();
        private @Nullable CompletableFuture<byte[]> asked;
        boolean cut;

        Client(Waiter waiter) {
            this.waiter = waiter;
        }

        /** Null while it waits. */
        @Nullable
        Outcome outcome() {
            threads.runAll();
            return waiter.outcome().isDone() ? waiter.outcome().join() : null;
        }

        void leave() {
            waiter.outcome().cancel(false);
        }

        /** Takes what there is to take. */
        Client read() {
            if (outcome() instanceof Outcome.Reads reads) {
                while (!cut && got.size() < reads.stream().length() && take(reads.stream())) {
                    threads.runAll();
                }
                if (cut || got.size() == reads.stream().length()) {
                    close(reads.stream());
                }
            }
            return this;
        }

        private static void close(LiveStream stream) {
            try {
                stream.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private boolean take(LiveStream stream) {
            try {
                if (asked == null) {
                    asked = stream.next().toCompletableFuture();
                }
                if (!asked.isDone()) {
                    return false;
                }
                got.writeBytes(Objects.requireNonNull(asked.join()));
                asked = null;
                return true;
            } catch (IOException | RuntimeException e) {
                cut = true;
                return false;
            }
        }
    }
}
