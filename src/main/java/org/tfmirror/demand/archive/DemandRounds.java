package org.tfmirror.demand.archive;

import java.io.IOException;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.tfmirror.delivery.ChunkSource;
import org.tfmirror.demand.archive.LiveArchive.Released;
import org.tfmirror.demand.archive.LiveArchive.State;
import org.tfmirror.job.demand.DemandedJobs.Demanded;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Sha256;

/**
 * Looks up, twice a second, the archives that clients of this replica wait for, because another replica may bring
 * them: two statements for all of them. It does nothing while no client waits. Thread-safe.
 */
final class DemandRounds {

    private static final Logger LOG = Logger.getLogger(DemandRounds.class);

    /** How long a client waits for its headers: a balancer ends what is silent for a minute. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

    static final Duration INTERVAL = Duration.ofMillis(500);

    /** Packages that are asked for anew in one round; the others have their turn in the next ones. */
    private static final int MOST_DEMANDS = 20;

    private final LiveArchives live;
    private final DemandJobs jobs;
    private final Records records;
    private final Scheduler scheduler;
    private final LongSupplier nanoTime;
    private final AtomicBoolean scheduled = new AtomicBoolean();

    /** What the database knows. */
    interface Records {
        /** Which of these are in the catalog and may be served. */
        Set<PackageId> stored(List<PackageId> packages) throws SQLException;

        /** As {@link org.tfmirror.job.demand.DemandedJobs#states}. */
        Map<PackageId, Demanded> states(List<PackageId> packages) throws SQLException;
    }

    /** Runs something later, on a thread that may block. */
    interface Scheduler {
        void schedule(Runnable task, Duration delay);
    }

    DemandRounds(LiveArchives live, DemandJobs jobs, Records records, Scheduler scheduler, LongSupplier nanoTime) {
        this.live = live;
        this.jobs = jobs;
        this.records = records;
        this.scheduler = scheduler;
        this.nanoTime = nanoTime;
    }

    long now() {
        return nanoTime.getAsLong();
    }

    DemandMetrics metrics() {
        return jobs.metrics();
    }

    /** Makes a job for a package that no other client here waits for. */
    void demand(PackageId id, String askedBy) throws SQLException {
        if (records.stored(List.of(id)).contains(id)) { // since it was looked for
            live.stored(id);
        } else {
            act(id, jobs.demand(id, askedBy));
        }
    }

    /** Begins to look, if it does not already. */
    void begin() {
        if (scheduled.compareAndSet(false, true)) {
            scheduler.schedule(this::run, INTERVAL);
        }
    }

    private void run() {
        try {
            look();
        } catch (SQLException e) {
            LOG.warnf("could not read what clients wait for error=%s", e.getMessage());
        } catch (RuntimeException | Error e) {
            LOG.error("reading what clients wait for failed unexpectedly, trying again", e);
        } finally {
            scheduled.set(false);
            if (!live.ids().isEmpty()) {
                begin();
            }
        }
    }

    /** One round. */
    void look() throws SQLException {
        live.sendRoundAfter(LONGEST_WAIT);
        List<PackageId> ids = live.ids();
        if (ids.isEmpty()) {
            return;
        }
        Set<PackageId> stored = records.stored(ids);
        for (PackageId each : stored) {
            stored(each);
        }
        List<PackageId> missing =
                ids.stream().filter(each -> !stored.contains(each)).toList();
        Map<PackageId, Demanded> states = missing.isEmpty() ? Map.of() : records.states(missing);
        int demands = 0;
        for (PackageId each : missing) {
            Demanded state = states.get(each);
            if (isComing(each)) {
                continue;
            }
            if (state != null) {
                act(each, state);
            } else {
                String askedBy = live.askedBy(each);
                if (askedBy == null) {
                    live.fail(each, "cancelled", "no job downloads it any longer");
                } else if (demands++ < MOST_DEMANDS) {
                    act(each, jobs.demand(each, askedBy));
                }
            }
        }
    }

    private boolean isComing(PackageId id) {
        LiveArchive archive = live.archive(id);
        return archive != null && archive.state() == State.COMING;
    }

    private void act(PackageId id, Demanded state) {
        if (state instanceof Demanded.Failed failed) {
            live.fail(id, failed.code(), failed.message());
        } else if (state instanceof Demanded.Ended) {
            live.fail(id, "not_found", "its job ended without it");
        }
    }

    /** Another replica may have stored it after a transfer of ours was interrupted: clients go on if the first bytes are the same. */
    private void stored(PackageId id) {
        LiveArchive archive = live.archive(id);
        Released released = archive == null ? null : archive.toCompare();
        if (archive != null && released != null) {
            compare(id, archive, released);
        }
        live.stored(id);
    }

    private void compare(PackageId id, LiveArchive archive, Released released) {
        MessageDigest digest = Sha256.newDigest();
        try (ChunkSource object = live.bucket().open(id, 0)) {
            for (long left = released.length(); left > 0; ) {
                byte[] chunk = object.next().toCompletableFuture().get();
                int count = (int) Math.min(left, chunk.length);
                digest.update(chunk, 0, count);
                left -= count;
            }
            archive.compared(Arrays.equals(digest.digest(), released.sha256()), object.length());
        } catch (IOException | ExecutionException e) {
            LOG.warnf("stored archive not read, its clients are cut off package=%s error=%s", id, e.getMessage());
            archive.compared(false, -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            archive.compared(false, -1);
        }
    }
}
