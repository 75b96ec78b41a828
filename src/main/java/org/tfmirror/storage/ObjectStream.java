package org.tfmirror.storage;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/**
 * An object being read. Closing it before its end drops the connection rather than read the rest. Not thread-safe.
 *
 * @param object the whole object, even if a range is read
 * @param length how many bytes {@code body} gives
 * @param body throws an {@link IOException} where the store is cut off or stalls
 */
public record ObjectStream(StoredObject object, long length, InputStream body) implements Closeable {

    public ObjectStream {
        Objects.requireNonNull(object);
        Objects.requireNonNull(body);
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
