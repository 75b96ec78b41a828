package org.tfmirror.processor.engine;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.tfmirror.job.JobNotifications.Notification;
import org.tfmirror.job.queue.JobQueue;
import org.tfmirror.job.queue.JobQueue.Rescued;
import org.tfmirror.processor.engine.Dispatcher.Look;
import org.tfmirror.processor.ingest.HeldLease;
import org.tfmirror.processor.ingest.StopSignal.Reason;
import org.tfmirror.processor.work.Backoff;
import org.tfmirror.processor.work.ItemError;
import org.tfmirror.processor.work.JobWorker.Ending;
import org.tfmirror.processor.work.ProcessorListener;
import org.tfmirror.processor.work.WriteRetry;
import org.tfmirror.provider.DurationText;

/**
 * The processor of one replica: polls when the tick, a submit or a free slot asks for it, renews its leases, rescues what
 * other replicas lost, and drains at the end. Plain: its threads and its clock are given to it.
 */
public final class Processor {

    private static final Logger LOG = Logger.getLogger(Processor.class);
    private static final int MAX_CRASHES = 5;
    /** What a poll under way, and then workers told to stop, may take to end. */
    private static final Duration LAST_WRITES = Duration.ofSeconds(2);

    private final Dispatcher dispatcher;
    private final Heartbeat heartbeat;
    private final WorkerSlots slots;
    private final JobQueue queue;
    private final Settings settings;

    private final DatabaseContact contact;
    private final Loop polls;
    private final Loop heartbeats;
    private final Loop fencing;
    private final Loop rescues;
    private int failedPolls;
    private volatile boolean stopping;
    private volatile Instant lastTick;

    /**
     * What does not change while it runs.
     *
     * @param afterFailure how long to wait after a poll that could not reach the database
     */
    public record Settings(
            Duration lease,
            int maxAttempts,
            ProcessorThreads threads,
            WriteRetry writeRetry,
            Backoff afterFailure,
            DatabaseContact contact,
            Clock clock,
            ProcessorListener listener) {}

    public Processor(Dispatcher dispatcher, Heartbeat heartbeat, WorkerSlots slots, JobQueue queue, Settings settings) {
        this.dispatcher = dispatcher;
        this.heartbeat = heartbeat;
        this.slots = slots;
        this.queue = queue;
        this.settings = settings;
        this.contact = settings.contact();
        this.lastTick = settings.clock().instant();
        ProcessorThreads threads = settings.threads();
        this.polls = new Loop("polls", threads.polls(), retryAfter(), this::poll);
        this.heartbeats = new Loop("heartbeats", threads.heartbeats(), retryAfter(), this::beat);
        this.fencing = new Loop("fencing", threads.fencing(), retryAfter(), this::fence);
        this.rescues = new Loop("rescues", threads.rescues(), retryAfter(), this::rescue);
    }

    /** Several tries more before a lease is over. */
    private Duration retryAfter() {
        return settings.lease().dividedBy(12);
    }

    /** Begins to beat and to claim. */
    public void start() {
        dispatcher.startClaiming(this::ended);
        fencing.runSoon();
        heartbeats.runSoon();
        rescues.runSoon();
        wake();
    }

    /** Looks for due jobs soon, on another thread; many calls at once come to one look. */
    public void wake() {
        if (!stopping) {
            polls.runSoon();
        }
    }

    /** A worker ended and its slot is free: the next look also tells when what it left waiting is due. */
    private void ended(Ending ending) {
        if (!(ending instanceof Ending.StoreOutage)) {
            wake();
        }
    }

    /** An operator cancelled a job: its worker, if it is ours, should not wait for the next beat to receive of it. */
    public void beatSoon() {
        heartbeats.runSoon();
    }

    /** Another replica, or this one, told of something. */
    public void received(Notification ring) {
        switch (ring) {
            case DUE -> wake();
            case STOP -> beatSoon();
        }
    }

    public boolean isStopping() {
        return stopping;
    }

    public Optional<Dispatcher.Poll> lastPoll() {
        return Optional.ofNullable(dispatcher.lastPoll());
    }

    public Optional<ItemError> storeOutage() {
        return Optional.ofNullable(dispatcher.storeOutage());
    }

    /** When the loop last came round to a poll, whatever came of it. */
    public Instant lastTick() {
        return lastTick;
    }

    private @Nullable Duration poll() {
        Look look = dispatcher.poll();
        lastTick = settings.clock().instant();
        contact.report(look.reached());
        if (look.reached()) {
            failedPolls = 0;
            return look.nextDueIn();
        }
        failedPolls++;
        return stopping ? null : settings.afterFailure().delay(failedPolls, null);
    }

    private Duration beat() {
        if (heartbeat.beat()) {
            return settings.lease().dividedBy(3);
        }
        contact.report(false);
        return retryAfter();
    }

    private Duration fence() {
        heartbeat.fence();
        return settings.lease().dividedBy(6);
    }

    private Duration rescue() {
        Duration next = settings.lease().dividedBy(3);
        if (stopping) {
            return next;
        }
        try {
            UnheldJobs.Round ours = contact.ask(next, dispatcher::giveBackUnheld);
            List<Rescued> others = contact.ask(next, () -> rescueFromOthers(ours.at()));
            if (!others.isEmpty()) {
                LOG.warnf("rescued jobs of lost workers count=%d", others.size());
                others.forEach(this::tell);
            }
            if (ours.givenBack() > 0 || !others.isEmpty()) {
                wake();
            }
            return next;
        } catch (SQLException e) {
            LOG.warnf("rescue failed error=%s", e.getMessage());
            return retryAfter();
        }
    }

    /**
     * After an outage everybody's leases have run out, the living replicas' too: they get one lease's time to come back
     * before anybody takes their work. What has been over for longer than a lease is taken at once, for its worker has
     * fenced itself; after an outage without counting the attempt, which the outage may have ended.
     */
    private List<Rescued> rescueFromOthers(Instant now) throws SQLException {
        boolean good = contact.goodFor(settings.lease());
        Instant overAt = good ? now : now.minus(settings.lease());
        return queue.rescue(settings.maxAttempts(), MAX_CRASHES, overAt, good || !contact.everLost());
    }

    private void tell(Rescued job) {
        settings.listener().rescued();
        settings.listener().itemsEnded(job.failedItems(), job.cancelledItems());
        if (job.status().isTerminal()) {
            settings.listener().jobEnded(null, job.status());
        }
    }

    /**
     * Ends it in order: no new claims; items in flight may finish within {@code limit}; what is left is interrupted and
     * given back, its attempt not counted. The heart beats until all of that is committed. Draining again does nothing.
     */
    public void drain(Duration limit) throws InterruptedException {
        if (stopping) {
            return;
        }
        stopping = true;
        dispatcher.stopClaiming(LAST_WRITES);
        heartbeat.held().forEach(HeldLease::endAfterItem);
        LOG.infof("draining jobs=%d limit=%s", heartbeat.held().size(), DurationText.of(limit));
        if (!slots.awaitAllFree(limit)) {
            heartbeat.held().forEach(held -> held.signal().stop(Reason.SHUTDOWN));
            if (!slots.awaitAllFree(LAST_WRITES)) {
                settings.writeRetry().giveUp();
                heartbeat.held().forEach(this::giveBack);
            }
        }
        settings.threads().shutdown();
        LOG.info("drained");
    }

    private void giveBack(HeldLease held) {
        try {
            queue.giveBack(held.lease());
        } catch (SQLException e) {
            LOG.errorf(
                    "job is left to its lease's end job=%d error=%s",
                    held.lease().jobId(), e.getMessage());
        }
    }
}
