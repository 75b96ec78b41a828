package org.tfmirror.live;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.job.ItemStatus;
import org.tfmirror.job.progress.JobItems.ItemProgress;
import org.tfmirror.job.progress.ProgressReader.JobProgress;

/**
 * Turns reads of a watched job into events. It keeps only the rate of the download in progress. Used by one thread.
 */
final class LiveJobView {

    private static final long BEFORE_ALL = -1;

    private long downloading = BEFORE_ALL;
    private TransferRate rate = new TransferRate();

    /**
     * The job at one moment.
     *
     * @param items the one that is under way, and those that changed
     * @param since after which number {@code items} has all changes
     * @param until the number of the last change
     * @param ended whether nothing more will come
     */
    record Look(JobEvent job, List<Item> items, long since, long until, boolean ended) {}

    /** An item as its watchers are told of it, and the number of its last change of state. */
    record Item(long changeSeq, boolean downloading, ItemEvent event) {}

    /** What a stream begins with: it knows of no change yet. */
    static Look first(JobProgress job) {
        return new LiveJobView().look(job, job.full() ? Long.MAX_VALUE : BEFORE_ALL, 0);
    }

    /** What there is to tell now, having asked for the changes after {@code since}. */
    Look next(JobProgress job, long since, long atNanos) {
        long known = job.full()
                ? job.items().stream()
                                .filter(each -> each.status() != ItemStatus.DOWNLOADING)
                                .mapToLong(ItemProgress::changeSeq)
                                .min()
                                .orElse(since + 1)
                        - 1
                : since;
        return look(job, known, atNanos);
    }

    private Look look(JobProgress job, long since, long atNanos) {
        List<Item> items = job.items().stream().map(each -> item(each, atNanos)).toList();
        return new Look(
                JobEvent.of(job), items, since, job.changeSeq(), job.status().isTerminal());
    }

    private Item item(ItemProgress item, long atNanos) {
        boolean now = item.status() == ItemStatus.DOWNLOADING;
        return new Item(item.changeSeq(), now, ItemEvent.of(item, now ? rate(item, atNanos) : null));
    }

    private @Nullable Long rate(ItemProgress item, long atNanos) {
        if (item.changeSeq() != downloading) { // another item, or another attempt at it
            downloading = item.changeSeq();
            rate = new TransferRate();
        }
        rate.seen(atNanos, item.downloadedBytes());
        return rate.bytesPerSecond();
    }
}
