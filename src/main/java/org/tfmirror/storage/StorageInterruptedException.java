package org.tfmirror.storage;

import org.jspecify.annotations.Nullable;

/**
 * The call was stopped: by an interrupt of its thread (whose flag is still set), by {@link ObjectUpload#abort()}, or
 * because the store is being closed. It says nothing about the store.
 */
public final class StorageInterruptedException extends StorageException {

    public StorageInterruptedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public String code() {
        return "storage_interrupted";
    }
}
