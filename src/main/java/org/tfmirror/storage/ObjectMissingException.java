package org.tfmirror.storage;

import org.jspecify.annotations.Nullable;

/** The bucket is there, but the object is not, or it ends before the bytes that were asked for. */
public final class ObjectMissingException extends StorageException {

    public ObjectMissingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public String code() {
        return "object_missing";
    }
}
