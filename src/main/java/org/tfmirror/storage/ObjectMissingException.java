package org.tfmirror.storage;

import org.jspecify.annotations.Nullable;

/** The object is not in the bucket, or it ends before the bytes that were asked for. */
public final class ObjectMissingException extends StorageException {

    public ObjectMissingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public String code() {
        return "object_missing";
    }
}
