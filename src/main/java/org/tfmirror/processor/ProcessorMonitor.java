package org.tfmirror.processor;

import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.tfmirror.job.QueueStats;
import org.tfmirror.processor.engine.Dispatcher;
import org.tfmirror.processor.engine.Processor;
import org.tfmirror.processor.engine.Replica;
import org.tfmirror.processor.engine.WorkerSlots;
import org.tfmirror.processor.work.ItemError;

/** The processor's state, for the status resource and the probes. Thread-safe. */
@Singleton
public class ProcessorMonitor {

    private final Processor processor;
    private final WorkerSlots slots;
    private final QueueStats backlog;
    private final Replica replica;
    private final ProcessorConfig config;

    ProcessorMonitor(
            Processor processor, WorkerSlots slots, QueueStats backlog, Replica replica, ProcessorConfig config) {
        this.processor = processor;
        this.slots = slots;
        this.backlog = backlog;
        this.replica = replica;
        this.config = config;
    }

    /** Reads the queue's part from the database. */
    public ProcessorStatus status() throws SQLException {
        QueueStats.Snapshot queue = backlog.snapshot();
        Optional<Dispatcher.Poll> poll = processor.lastPoll();
        return new ProcessorStatus(
                config.enabled()
                        && !processor.isStopping()
                        && processor.storeOutage().isEmpty(),
                slots.taken().size(),
                slots.limit(),
                queue.paused(),
                replica.name(),
                queue.pendingJobs(),
                queue.oldestPendingSeconds(),
                poll.map(Dispatcher.Poll::at).orElse(null),
                poll.map(Dispatcher.Poll::millis).orElse(null),
                processor.storeOutage().map(ItemError::message).orElse(null),
                slots.taken().stream()
                        .map(slot -> new ProcessorStatus.Worker(slot.jobId(), slot.since()))
                        .toList());
    }

    /** Whether this replica shuts down. */
    public boolean isStopping() {
        return processor.isStopping();
    }

    /** Whether the poll loop still runs. Asks no database. */
    public boolean isTicking(Clock clock) {
        if (!config.enabled() || processor.isStopping()) {
            return true;
        }
        Duration timeout = config.pollingInterval().multipliedBy(3).plusSeconds(60);
        Instant last = processor.lastTick();
        return last.isAfter(clock.instant().minus(timeout));
    }
}
