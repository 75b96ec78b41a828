package org.tfmirror.job;

import org.tfmirror.job.StoredItem.Unreadable;
import org.tfmirror.provider.ItemSpec;

/**
 * An unfinished item as a worker sees it.
 *
 * @param attempts started so far, including the one under way
 */
public record QueuedItem(long id, StoredItem stored, int attempts) {

    /**
     * The package to mirror, or the selection that is to be replaced by its packages.
     *
     * @throws Unreadable if the row names neither
     */
    public ItemSpec wanted() {
        return stored.parse();
    }

    public QueuedItem started(int newAttempts) {
        return new QueuedItem(id, stored, newAttempts);
    }
}
