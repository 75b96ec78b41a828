package org.tfmirror.live;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.tfmirror.command.CommandRefusedException;
import org.tfmirror.job.progress.ProgressReader;
import org.tfmirror.job.progress.ProgressReader.JobProgress;
import org.tfmirror.live.LiveJobView.Look;

/**
 * The event streams of jobs in this replica. It reads each watched job once a second from the database, whichever
 * replica runs it and however many streams it has. Jobs without streams are not read. Thread-safe.
 */
public final class JobEventHub {

    private static final Logger LOG = Logger.getLogger(JobEventHub.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final ProgressReader reader;
    private final int limit;
    private final Clockwork scheduler;
    private final LongSupplier nanoTime;
    private final Map<Long, Watched> jobs = new HashMap<>();
    private int count;
    private boolean looking;
    private boolean ended;

    /** Runs something later, on a thread that may wait for the database. */
    interface Clockwork {
        void schedule(Runnable task, Duration delay);
    }

    /** A job and its streams; the view belongs to the thread that looks. */
    private static final class Watched {
        final Set<JobEventStream> streams = new LinkedHashSet<>();
        final LiveJobView view = new LiveJobView();
    }

    JobEventHub(ProgressReader reader, int limit, Clockwork scheduler, LongSupplier nanoTime) {
        this.reader = reader;
        this.limit = limit;
        this.scheduler = scheduler;
        this.nanoTime = nanoTime;
    }

    /**
     * The job as it is, for a first look.
     *
     * @throws CommandRefusedException where there is no such job
     * @throws RefusedRequestException where there is no room for another stream
     */
    public JobProgress first(long jobId) throws SQLException {
        synchronized (this) {
            if (ended) {
                throw RefusedRequestException.shuttingDown();
            }
            if (count >= limit) {
                throw RefusedRequestException.tooManyWatchers(limit);
            }
        }
        return reader.begin(jobId).orElseThrow(() -> CommandRefusedException.unknownJob(jobId));
    }

    /** The job's events, from what was seen first to its end; the stream is taken out when the client has gone. */
    public Multi<List<JobEventStream.Event>> follow(JobProgress first) {
        return Multi.createFrom().emitter(emitter -> follow(first, emitter), BackPressureStrategy.BUFFER);
    }

    private void follow(JobProgress first, MultiEmitter<? super List<JobEventStream.Event>> emitter) {
        JobEventStream stream = new JobEventStream(new JobEventStream.Sink() {
            @Override
            public boolean isReady() {
                return emitter.requested() > 0;
            }

            @Override
            public void send(List<JobEventStream.Event> events) {
                emitter.emit(events);
            }

            @Override
            public void complete() {
                emitter.complete();
            }
        });
        join(first, stream);
        // After joining: it is called at once where the client has gone already.
        emitter.onTermination(() -> leave(first.id(), stream));
    }

    /** Shows the stream what was seen first, and from then on each change, until one side ends it. */
    void join(JobProgress first, JobEventStream stream) {
        stream.show(LiveJobView.first(first), true);
        if (first.status().isTerminal()) {
            return;
        }
        boolean accepted;
        synchronized (this) {
            accepted = !ended && count < limit;
            if (accepted) {
                count++;
                jobs.computeIfAbsent(first.id(), id -> new Watched()).streams.add(stream);
                lookLater();
            }
        }
        if (!accepted) {
            stream.end();
        }
    }

    /** The client has gone, or has seen the end. Repeating it does nothing. */
    synchronized void leave(long jobId, JobEventStream stream) {
        Watched job = jobs.get(jobId);
        if (job != null && job.streams.remove(stream)) {
            count--;
            if (job.streams.isEmpty()) {
                jobs.remove(jobId);
            }
        }
    }

    /** How many there are. */
    public synchronized int count() {
        return count;
    }

    /** Ends all streams: the replica is on its way down, and clients find another. */
    void end() {
        List<JobEventStream> all;
        synchronized (this) {
            ended = true;
            all = jobs.values().stream().flatMap(job -> job.streams.stream()).toList();
        }
        all.forEach(JobEventStream::end);
    }

    private synchronized void lookLater() {
        if (!looking && !jobs.isEmpty()) {
            looking = true;
            scheduler.schedule(this::look, INTERVAL);
        }
    }

    private void look() {
        try {
            boolean reached = true; // a database that does not answer is waited for once a round, not once a job
            for (Map.Entry<Long, Watched> each : watched().entrySet()) {
                reached = reached && look(each.getKey(), each.getValue());
                if (!reached) {
                    streamsOf(each.getValue()).forEach(JobEventStream::showNothing);
                }
            }
        } catch (RuntimeException | Error e) {
            LOG.error("reading watched jobs failed unexpectedly, trying again", e);
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

    /** False where the database could not be asked. */
    private boolean look(long jobId, Watched job) {
        List<JobEventStream> streams = streamsOf(job);
        // A client that reads slowly is told later, and has no changes read again for it until then.
        Set<JobEventStream> ready =
                streams.stream().filter(JobEventStream::isReady).collect(Collectors.toSet());
        long since = ready.stream().mapToLong(JobEventStream::seen).min().orElse(Long.MAX_VALUE);
        Optional<JobProgress> seen;
        try {
            seen = reader.since(jobId, since);
        } catch (SQLException e) {
            LOG.debugf("watched job not read job=%d error=%s", jobId, e.getMessage());
            return false;
        }
        Optional<Look> now = seen.map(progress -> job.view.next(progress, since, nanoTime.getAsLong()));
        for (JobEventStream stream : streams) {
            now.ifPresentOrElse(
                    look -> stream.show(look, ready.contains(stream)),
                    stream::end); // gone, as jobs are that ended long ago
            if (stream.isOver()) {
                leave(jobId, stream); // and does not wait for a client that may read no longer
            }
        }
        return true;
    }

    private synchronized List<JobEventStream> streamsOf(Watched job) {
        return List.copyOf(job.streams);
    }
}
