package org.tfmirror.storage;

import org.jspecify.annotations.Nullable;

/** A call to the object store that did not do what it was asked; the subclass says what that means for the caller. */
public abstract sealed class StorageException extends Exception
        permits StorageUnavailableException,
                StorageRefusedException,
                StorageInterruptedException,
                ObjectMissingException {

    StorageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The cause as a stable word for jobs and problems, such as {@code storage_unavailable}. */
    public abstract String code();
}
