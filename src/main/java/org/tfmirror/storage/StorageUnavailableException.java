package org.tfmirror.storage;

import org.jspecify.annotations.Nullable;

/** The store could not be reached, was too slow, or failed: the same call may work later. */
public final class StorageUnavailableException extends StorageException {

    public StorageUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public String code() {
        return "storage_unavailable";
    }
}
