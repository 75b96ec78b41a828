package org.tfmirror.job.queue;

/** A constraint would bring more packages than its job may have. */
public final class TooManyItemsException extends Exception {

    private static final long serialVersionUID = 1L;

    TooManyItemsException(int items, int limit) {
        super("with it the job would have %d packages, and tfmirror.admin.max-items-per-job allows %d"
                .formatted(items, limit));
    }
}
