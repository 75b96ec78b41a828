package org.tfmirror.demand.archive;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.PackageId;

/**
 * The clients that wait, by archive, limited in number. An archive is known as long as a client waits for it or reads
 * it. Thread-safe.
 */
final class WaitingClients {

    private final int most;
    private final Function<PackageId, LiveArchive> newArchive;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<PackageId, Entry> entries = new HashMap<>();
    private int waiting;

    private static final class Entry {
        final LiveArchive archive;
        final Set<Waiter> waiters = new LinkedHashSet<>();

        Entry(LiveArchive archive) {
            this.archive = archive;
        }
    }

    WaitingClients(int most, Function<PackageId, LiveArchive> newArchive) {
        this.most = most;
        this.newArchive = newArchive;
    }

    /** What a client waits for, and whether it is the first client of the archive. */
    record Place(LiveArchive archive, boolean first) {}

    /** Lets a client wait; null where as many wait as may. */
    @Nullable
    Place add(Waiter waiter) {
        lock.lock();
        try {
            if (waiting >= most) {
                return null;
            }
            boolean first = !entries.containsKey(waiter.id());
            Entry entry = entries.computeIfAbsent(waiter.id(), wanted -> new Entry(newArchive.apply(wanted)));
            entry.waiters.add(waiter);
            waiting++;
            return new Place(entry.archive, first);
        } finally {
            lock.unlock();
        }
    }

    void remove(Waiter waiter) {
        lock.lock();
        try {
            Entry entry = entries.get(waiter.id());
            if (entry != null && entry.waiters.remove(waiter)) {
                waiting--;
            }
        } finally {
            lock.unlock();
        }
        forgetIfUnused(waiter.id());
    }

    /** Those that wait for an archive, who came first first. */
    List<Waiter> of(PackageId id) {
        lock.lock();
        try {
            Entry entry = entries.get(id);
            return entry == null ? List.of() : List.copyOf(entry.waiters);
        } finally {
            lock.unlock();
        }
    }

    @Nullable
    LiveArchive archive(PackageId id) {
        lock.lock();
        try {
            Entry entry = entries.get(id);
            return entry == null ? null : entry.archive;
        } finally {
            lock.unlock();
        }
    }

    /** The archives that clients wait for or read. */
    List<PackageId> ids() {
        lock.lock();
        try {
            return new ArrayList<>(entries.keySet());
        } finally {
            lock.unlock();
        }
    }

    int count() {
        lock.lock();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    int most() {
        return most;
    }

    /** How many clients read along. */
    int reading() {
        lock.lock();
        try {
            return entries.values().stream()
                    .mapToInt(each -> each.archive.readers())
                    .sum();
        } finally {
            lock.unlock();
        }
    }

    /** A client reads an archive no more. */
    void readNoMore(PackageId id) {
        forgetIfUnused(id);
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until no client reads along, but no longer than this. */
    void awaitUnread(Duration limit) throws InterruptedException {
        lock.lock();
        try {
            long left = limit.toNanos();
            while (left > 0 && entries.values().stream().anyMatch(each -> each.archive.isRead())) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** A transfer in progress is kept even without readers: a client may still come. */
    void forgetIfUnused(PackageId id) {
        lock.lock();
        try {
            Entry entry = entries.get(id);
            if (entry != null && entry.waiters.isEmpty() && !entry.archive.isRead() && !entry.archive.isUnderWay()) {
                entries.remove(id);
            }
        } finally {
            lock.unlock();
        }
    }
}
