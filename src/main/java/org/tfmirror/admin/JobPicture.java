package org.tfmirror.admin;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tfmirror.job.ItemProgress;
import org.tfmirror.job.ItemStatus;
import org.tfmirror.job.JobProgress;

/** What is known of a job that is watched, put together from one look after another. Used by one thread. */
final class JobPicture {

    private final Map<Long, ItemProgress> items = new LinkedHashMap<>();
    private final Map<Long, ItemEvent> events = new LinkedHashMap<>();
    private final Map<Long, ItemEvent> hidden = new LinkedHashMap<>();
    private final Map<Long, TransferRate> rates = new HashMap<>();

    /**
     * The job as its watchers are told of it.
     *
     * @param items those that the job's own answer shows
     * @param hidden those that it does not, or no more: constraints that met no fault
     * @param ended whether nothing more will come
     */
    record Snapshot(JobEvent job, Map<Long, ItemEvent> items, Map<Long, ItemEvent> hidden, boolean ended) {}

    /** A first look is all there is. */
    static Snapshot of(JobProgress job) {
        return new JobPicture().seen(job, 0);
    }

    /** Adds what was seen now; items that were not looked at are as before. */
    Snapshot seen(JobProgress job, long atNanos) {
        for (ItemProgress item : job.items()) {
            ItemEvent event = event(item, atNanos);
            items.put(item.id(), item);
            (item.isOfInterest() ? hidden : events).remove(item.id());
            // The same object while it says the same, which makes it cheap to find what has changed.
            (item.isOfInterest() ? events : hidden)
                    .merge(item.id(), event, (before, now) -> before.equals(now) ? before : now);
        }
        return new Snapshot(
                JobEvent.of(job),
                Collections.unmodifiableMap(new LinkedHashMap<>(events)),
                Map.copyOf(hidden),
                job.status().isTerminal());
    }

    private ItemEvent event(ItemProgress item, long atNanos) {
        if (item.status() != ItemStatus.DOWNLOADING) {
            rates.remove(item.id());
            return ItemEvent.of(item, null);
        }
        TransferRate rate = rates.computeIfAbsent(item.id(), id -> new TransferRate());
        rate.seen(atNanos, item.downloadedBytes());
        return ItemEvent.of(item, rate.bytesPerSecond());
    }

    /** Whether items are missing: those of a job that got more of them since. */
    boolean isIncomplete(JobProgress job) {
        // A constraint is none of the job's items, unless it failed and is all that will be of them.
        return items.values().stream()
                        .filter(item -> !item.stored().isConstraint() || item.status() == ItemStatus.FAILED)
                        .count()
                < job.totalItems();
    }

    /** The ids of items that were under way, and so are to be looked at again. */
    List<Long> underWay() {
        return items.values().stream()
                .filter(item -> item.status() == ItemStatus.DOWNLOADING)
                .map(ItemProgress::id)
                .toList();
    }
}
