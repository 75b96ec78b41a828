package org.tfmirror.storage;

import java.util.Map;
import java.util.Objects;

/**
 * What the store knows of an object.
 *
 * @param size in bytes
 * @param etag without quotes; stores compute it in different ways
 * @param metadata what the uploader said of it; names are in lower case
 */
public record StoredObject(StorageKey key, long size, String etag, Map<String, String> metadata) {

    public StoredObject {
        Objects.requireNonNull(key);
        Objects.requireNonNull(etag);
        if (size < 0) {
            throw new IllegalArgumentException("A size is not negative: " + size);
        }
        metadata = Map.copyOf(metadata);
    }
}
