package org.tfmirror.processor.engine;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.tfmirror.demand.DemandWorkers;
import org.tfmirror.job.JobNotifications.Notification;
import org.tfmirror.processor.engine.Dispatcher.Look;
import org.tfmirror.processor.work.ItemError;
import org.tfmirror.processor.work.RunResult;

/**
 * The processor of one replica. It polls when the tick, a submit or a free slot asks for it, renews its leases, rescues
 * jobs of lost workers, and drains at the end.
 */
public final class Processor implements DemandWorkers {

    private static final Logger LOG = Logger.getLogger(Processor.class);

    private final ReplicaLeases leases;
    private final Dispatcher dispatcher;
    private final Heartbeat heartbeat;
    private final Rescuer rescuer;
    private final ProcessorThreads threads;

    private final Loop polls;
    private final Loop heartbeats;
    private final Loop fencing;
    private final Loop rescues;
    private int failedPolls;
    private volatile boolean stopping;
    private volatile Instant lastTick;

    public Processor(
            ReplicaLeases leases,
            Dispatcher dispatcher,
            Heartbeat heartbeat,
            Rescuer rescuer,
            ProcessorThreads threads) {
        this.leases = leases;
        this.dispatcher = dispatcher;
        this.heartbeat = heartbeat;
        this.rescuer = rescuer;
        this.threads = threads;
        this.lastTick = leases.now();
        this.polls = new Loop("polls", threads.polls(), retryAfter(), this::poll);
        this.heartbeats = new Loop("heartbeats", threads.heartbeats(), retryAfter(), this::beat);
        this.fencing = new Loop("fencing", threads.fencing(), retryAfter(), this::fence);
        this.rescues = new Loop("rescues", threads.rescues(), retryAfter(), this::rescue);
    }

    /** Short enough for several attempts within one lease. */
    private Duration retryAfter() {
        return leases.length().dividedBy(12);
    }

    /** Begins to renew leases, to rescue and to claim. */
    public void start() {
        dispatcher.startClaiming();
        fencing.runSoon();
        heartbeats.runSoon();
        rescues.runSoon();
        wake();
    }

    /** Polls soon, on another thread; many calls at once lead to one poll. */
    public void wake() {
        if (!stopping) {
            polls.runSoon();
        }
    }

    @Override
    public Optional<Place> reserve() {
        return dispatcher.reserve(this::ended);
    }

    /** A run ended and its slot is free: the next poll also finds when the items that it left waiting are due. */
    private void ended(RunResult ending) {
        if (!(ending instanceof RunResult.StoreOutage)) {
            wake();
        }
    }

    /** Renews leases soon: an operator cancelled a job, and the next heartbeat tells its worker. */
    public void beatSoon() {
        heartbeats.runSoon();
    }

    /** A notification from another replica or from this one. */
    public void received(Notification notification) {
        switch (notification) {
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

    /** When the last poll ended, with any result. */
    public Instant lastTick() {
        return lastTick;
    }

    private @Nullable Duration poll() {
        Look look = dispatcher.poll(this::ended);
        lastTick = leases.now();
        rescuer.contact().report(look.reached());
        if (look.reached()) {
            failedPolls = 0;
            return look.nextDueIn();
        }
        failedPolls++;
        return stopping ? null : rescuer.contact().retryIn(failedPolls);
    }

    private Duration beat() {
        if (heartbeat.beat()) {
            return leases.length().dividedBy(3);
        }
        rescuer.contact().report(false);
        return retryAfter();
    }

    private Duration fence() {
        heartbeat.fence();
        return leases.length().dividedBy(6);
    }

    private Duration rescue() {
        Duration next = leases.length().dividedBy(3);
        if (stopping) {
            return next;
        }
        try {
            if (rescuer.rescue(next)) {
                wake();
            }
            return next;
        } catch (SQLException e) {
            LOG.warnf("rescue failed error=%s", e.getMessage());
            return retryAfter();
        }
    }

    /**
     * Stops in this order: it claims no more; items in flight finish within {@code limit}; the rest is interrupted and
     * given back without counting the attempt. Heartbeats continue until all of that is committed. Only the first call
     * has an effect.
     */
    public void drain(Duration limit) throws InterruptedException {
        if (stopping) {
            return;
        }
        stopping = true;
        dispatcher.drain(limit);
        threads.shutdown();
        LOG.info("drained");
    }
}
