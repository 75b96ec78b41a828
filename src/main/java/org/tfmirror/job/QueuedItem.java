package org.tfmirror.job;

import org.tfmirror.provider.PackageId;

/**
 * An unfinished item as a worker sees it.
 *
 * @param attempts started so far, including the one under way
 */
public record QueuedItem(long id, StoredPackage stored, int attempts) {

    /**
     * The package to mirror.
     *
     * @throws UnreadableItemException if the row names none
     */
    public PackageId wanted() {
        return stored.parse();
    }

    QueuedItem started(int newAttempts) {
        return new QueuedItem(id, stored, newAttempts);
    }
}
