package org.tfmirror.storage;

import org.jspecify.annotations.Nullable;

/**
 * The store answered and said no: wrong credentials, a missing permission, a missing bucket. It stays so until an
 * operator acts.
 */
public final class StorageRefusedException extends StorageException {

    public StorageRefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public String code() {
        return "storage_refused";
    }
}
