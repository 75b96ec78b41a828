package org.tfmirror.processor;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.tfmirror.job.JobBell.Ring;
import org.tfmirror.job.JobQueue;
import org.tfmirror.job.JobQueue.Rescued;
import org.tfmirror.processor.Dispatcher.Look;
import org.tfmirror.processor.JobWorker.Ending;
import org.tfmirror.processor.StopSignal.Reason;
import org.tfmirror.provider.DurationText;

/**
 * The clockwork of one replica: polls when the tick, a submit or a free slot asks for it, beats the heart, rescues what
 * other replicas lost, and drains at the end. Plain: its threads and its clock are given to it.
 */
final class Processor {

    private static final Logger LOG = Logger.getLogger(Processor.class);
    private static final int MAX_CRASHES = 5;
    /** What workers told to stop may take to give their jobs back. */
    private static final Duration LAST_WRITES = Duration.ofSeconds(2);

    private final Dispatcher dispatcher;
    private final Heartbeat heartbeat;
    private final WorkerSlots slots;
    private final JobQueue queue;
    private final Settings settings;

    private final AtomicBoolean wakeQueued = new AtomicBoolean();
    private final AtomicBoolean retryQueued = new AtomicBoolean();
    private final AtomicInteger failedPolls = new AtomicInteger();
    private final DatabaseContact contact;
    private final Alarm nextDue;
    private volatile boolean stopping;
    private volatile Instant lastTick;

    /**
     * What does not change while it runs.
     *
     * @param clockwork at least three threads: polls, heartbeats and fencing must not wait for each other
     * @param afterFailure how long to wait after a poll that could not reach the database
     */
    record Settings(
            Duration lease,
            int maxAttempts,
            ScheduledExecutorService clockwork,
            Persistently persistently,
            Backoff afterFailure,
            DatabaseContact contact,
            Clock clock,
            ProcessorListener listener) {}

    Processor(
            Function<Consumer<Ending>, Dispatcher> dispatcher,
            Heartbeat heartbeat,
            WorkerSlots slots,
            JobQueue queue,
            Settings settings) {
        this.dispatcher = dispatcher.apply(this::ended);
        this.heartbeat = heartbeat;
        this.slots = slots;
        this.queue = queue;
        this.settings = settings;
        this.contact = settings.contact();
        this.nextDue = new Alarm(settings.clockwork(), this::wake);
        this.lastTick = settings.clock().instant();
    }

    /** Begins to beat and to claim. */
    void start() {
        dispatcher.startClaiming();
        schedule(this::beat, settings.lease().dividedBy(3));
        schedule(this::fence, settings.lease().dividedBy(6));
        wake();
    }

    /** Looks for due jobs soon, on another thread; many calls at once come to one look. */
    void wake() {
        if (!stopping && wakeQueued.compareAndSet(false, true)) {
            schedule(this::poll, Duration.ZERO);
        }
    }

    /** A worker ended and its slot is free: the next look also tells when what it left waiting is due. */
    void ended(Ending ending) {
        if (!(ending instanceof Ending.Standstill)) {
            wake();
        }
    }

    /** An operator cancelled a job: its worker, if it is ours, should not wait for the next beat to hear of it. */
    void beatSoon() {
        schedule(heartbeat::beat, Duration.ZERO);
    }

    /** Another replica, or this one, told of something. */
    void heard(Ring ring) {
        switch (ring) {
            case DUE -> wake();
            case STOP -> beatSoon();
        }
    }

    boolean isStopping() {
        return stopping;
    }

    Optional<Dispatcher.Poll> lastPoll() {
        return Optional.ofNullable(dispatcher.lastPoll());
    }

    Optional<Fault> standstill() {
        return Optional.ofNullable(dispatcher.standstill());
    }

    /** When the clockwork last came round to a poll, whatever came of it. */
    Instant lastTick() {
        return lastTick;
    }

    private void poll() {
        wakeQueued.set(false);
        Look look = dispatcher.poll();
        lastTick = settings.clock().instant();
        contact.report(look.reached());
        if (look.nextDueIn() != null) {
            nextDue.within(look.nextDueIn());
        }
        if (look.reached()) {
            failedPolls.set(0);
        } else if (!stopping && retryQueued.compareAndSet(false, true)) {
            // One at a time: each tick and submit of a long outage would otherwise begin a row of retries of its own.
            schedule(this::pollAgain, settings.afterFailure().delay(failedPolls.incrementAndGet(), null));
        }
    }

    private void pollAgain() {
        retryQueued.set(false);
        wake();
    }

    private void beat() {
        Duration next = settings.lease().dividedBy(3);
        try {
            boolean reached = heartbeat.beat();
            if (!reached) {
                contact.report(false);
                next = settings.lease().dividedBy(12); // several more tries before the lease is over
            } else {
                rescue();
            }
        } finally {
            schedule(this::beat, next);
        }
    }

    private void fence() {
        try {
            heartbeat.fence();
        } finally {
            schedule(this::fence, settings.lease().dividedBy(6));
        }
    }

    /**
     * After an outage everybody's leases have run out, the living replicas' too: they get one lease's time to renew
     * them before anybody takes their work.
     */
    private void rescue() {
        if (stopping || !contact.goodFor(settings.lease())) {
            return;
        }
        try {
            List<Rescued> rescued = queue.rescue(settings.maxAttempts(), MAX_CRASHES);
            contact.report(true);
            if (!rescued.isEmpty()) {
                LOG.warnf("rescued jobs of lost workers count=%d", rescued.size());
                rescued.forEach(this::tell);
                wake();
            }
        } catch (SQLException e) {
            contact.report(false);
            LOG.warnf("rescue failed error=%s", e.getMessage());
        }
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
    void drain(Duration limit) throws InterruptedException {
        if (stopping) {
            return;
        }
        stopping = true;
        dispatcher.stopClaiming();
        heartbeat.held().forEach(HeldLease::endAfterItem);
        LOG.infof("draining jobs=%d limit=%s", heartbeat.held().size(), DurationText.of(limit));
        if (!slots.awaitAllFree(limit)) {
            heartbeat.held().forEach(held -> held.signal().stop(Reason.SHUTDOWN));
            if (!slots.awaitAllFree(LAST_WRITES)) {
                settings.persistently().giveUp();
                heartbeat.held().forEach(this::giveBack);
            }
        }
        settings.clockwork().shutdownNow();
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

    private void schedule(Runnable task, Duration delay) {
        try {
            ScheduledFuture<?> unused =
                    settings.clockwork().schedule(guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("the clockwork has stopped");
        }
    }

    /** A defect in one round must not end the rounds, and must not go unseen in a future that nobody asks. */
    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("the clockwork met a defect", e);
            }
        };
    }
}
