package org.tfmirror.job;

import org.tfmirror.provider.PackageId;

/**
 * An unfinished item as a worker sees it.
 *
 * @param attempts started so far, including the one under way
 */
public record QueuedItem(long id, PackageId wanted, int attempts) {

    QueuedItem started(int newAttempts) {
        return new QueuedItem(id, wanted, newAttempts);
    }
}
