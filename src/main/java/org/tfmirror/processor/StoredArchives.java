package org.tfmirror.processor;

import org.tfmirror.demand.archive.LiveArchives;
import org.tfmirror.job.ItemOutcome;
import org.tfmirror.job.Lease;
import org.tfmirror.job.QueuedItem;
import org.tfmirror.job.StoredItem.Unreadable;
import org.tfmirror.processor.work.ProcessorListener;
import org.tfmirror.provider.PackageId;

/** Tells clients that wait for an archive, or read along, that it is recorded. */
final class StoredArchives implements ProcessorListener {

    private final LiveArchives live;

    StoredArchives(LiveArchives live) {
        this.live = live;
    }

    @Override
    public void itemEnded(Lease lease, QueuedItem item, ItemOutcome outcome) {
        if (!(outcome instanceof ItemOutcome.Completed)) {
            return;
        }
        try {
            if (item.wanted() instanceof PackageId id) {
                live.stored(id);
            }
        } catch (Unreadable e) {
            return; // then nothing came of it
        }
    }
}
