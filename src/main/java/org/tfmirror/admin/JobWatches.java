package org.tfmirror.admin;

import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.tfmirror.job.JobProgress;
import org.tfmirror.job.ProgressReader;

/**
 * All who watch jobs in this replica. Each watched job is looked at once a second, in the database, whoever works on it
 * and however many watch it; a job that nobody watches is not looked at. Thread-safe.
 */
final class JobWatches {

    private static final Logger LOG = Logger.getLogger(JobWatches.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    /** Looks of which one takes in all items, should a change have escaped the others. */
    private static final int LOOKS_AT_ALL = 30;

    private final ProgressReader reader;
    private final int limit;
    private final Clockwork clockwork;
    private final LongSupplier nanoTime;
    private final Map<Long, Watched> jobs = new HashMap<>();
    private int watchers;
    private boolean looking;
    private boolean ended;

    /** Runs something later, on a thread that may wait for the database. */
    interface Clockwork {
        void schedule(Runnable task, Duration delay);
    }

    /** A job and its watchers; the picture belongs to the thread that looks. */
    private static final class Watched {
        final Set<JobWatcher> watchers = new LinkedHashSet<>();
        final JobPicture picture = new JobPicture();
        int looks;
        boolean incomplete = true;
    }

    JobWatches(ProgressReader reader, int limit, Clockwork clockwork, LongSupplier nanoTime) {
        this.reader = reader;
        this.limit = limit;
        this.clockwork = clockwork;
        this.nanoTime = nanoTime;
    }

    /**
     * The job as it is, for a first look.
     *
     * @throws RefusedRequestException where there is no such job, or no room for another watcher
     */
    JobProgress first(long jobId) throws SQLException {
        synchronized (this) {
            if (ended) {
                throw RefusedRequestException.shuttingDown();
            }
            if (watchers >= limit) {
                throw RefusedRequestException.tooManyWatchers(limit);
            }
        }
        return reader.all(jobId).orElseThrow(() -> RefusedRequestException.unknownJob(jobId));
    }

    /** Shows the watcher what was seen first, and from then on each change, until one side ends it. */
    void join(JobProgress first, JobWatcher watcher) {
        watcher.show(JobPicture.of(first));
        if (first.status().isTerminal()) {
            return;
        }
        boolean accepted;
        synchronized (this) {
            accepted = !ended && watchers < limit;
            if (accepted) {
                watchers++;
                jobs.computeIfAbsent(first.id(), id -> new Watched()).watchers.add(watcher);
                lookLater();
            }
        }
        if (!accepted) {
            watcher.end();
        }
    }

    /** The watcher has gone, or has seen the end. Repeating it does nothing. */
    synchronized void leave(long jobId, JobWatcher watcher) {
        Watched job = jobs.get(jobId);
        if (job != null && job.watchers.remove(watcher)) {
            watchers--;
            if (job.watchers.isEmpty()) {
                jobs.remove(jobId);
            }
        }
    }

    /** How many there are. */
    synchronized int count() {
        return watchers;
    }

    /** Ends all streams: the replica is on its way down, and clients find another. */
    void end() {
        List<JobWatcher> all;
        synchronized (this) {
            ended = true;
            all = jobs.values().stream().flatMap(job -> job.watchers.stream()).toList();
        }
        all.forEach(JobWatcher::end);
    }

    private synchronized void lookLater() {
        if (!looking && !jobs.isEmpty()) {
            looking = true;
            clockwork.schedule(this::look, INTERVAL);
        }
    }

    private void look() {
        try {
            boolean reached = true; // a database that does not answer is waited for once a round, not once a job
            for (Map.Entry<Long, Watched> each : watched().entrySet()) {
                reached = reached && look(each.getKey(), each.getValue());
                if (!reached) {
                    notSeen(each.getValue());
                }
            }
        } catch (RuntimeException e) {
            LOG.error("watching jobs met a defect", e);
        } finally {
            synchronized (this) {
                looking = false;
            }
            lookLater();
        }
    }

    private synchronized Map<Long, Watched> watched() {
        return Map.copyOf(jobs);
    }

    private void notSeen(Watched job) {
        job.looks = 0; // what happens meanwhile may be too long ago for a look at what is recent
        watchersOf(job).forEach(JobWatcher::showNothing);
    }

    /** False where the database could not be asked. */
    private boolean look(long jobId, Watched job) {
        Optional<JobProgress> seen;
        try {
            boolean all = job.incomplete || job.looks % LOOKS_AT_ALL == 0;
            seen = all ? reader.all(jobId) : reader.recent(jobId, job.picture.underWay());
            job.looks++;
        } catch (SQLException e) {
            LOG.debugf("watched job not seen job=%d error=%s", jobId, e.getMessage());
            return false;
        }
        JobPicture.@Nullable Snapshot now = null;
        if (seen.isPresent()) {
            now = job.picture.seen(seen.get(), nanoTime.getAsLong());
            job.incomplete = job.picture.isIncomplete(seen.get());
        }
        for (JobWatcher watcher : watchersOf(job)) {
            if (now == null) {
                watcher.end(); // forgotten, as jobs are that ended long ago
            } else {
                watcher.show(now);
            }
            if (watcher.isOver()) {
                leave(jobId, watcher); // and does not wait for a client that may read no longer
            }
        }
        return true;
    }

    private synchronized List<JobWatcher> watchersOf(Watched job) {
        return List.copyOf(job.watchers);
    }
}
