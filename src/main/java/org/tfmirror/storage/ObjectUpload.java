package org.tfmirror.storage;

/**
 * An object on its way into the store. Nothing is visible under its key before {@link #complete()}, and what was there
 * stays until then. Not thread-safe, except {@link #abort()}.
 */
public interface ObjectUpload extends AutoCloseable {

    /**
     * Takes the next bytes; blocks while the store is slower than the writer. The array is the caller's again on
     * return.
     *
     * @throws StorageException where an earlier part could not be stored; the upload is then of no use
     * @throws IllegalStateException after {@link #complete()} or {@link #close()}
     */
    void write(byte[] buffer, int offset, int length) throws StorageException;

    /**
     * Makes the object visible, replacing any former one as a whole, and returns when the store has confirmed it. A
     * confirmation that got lost is asked for again.
     *
     * @throws StorageException where the store did not confirm; the object may still become visible, with exactly the
     *     bytes written
     */
    StoredObject complete() throws StorageException;

    /**
     * Says from any thread that the upload is not wanted any more: the writer's current or next call ends with a
     * {@link StorageInterruptedException}. Cleaning up stays with {@link #close()}. Without effect once completed.
     */
    void abort();

    /**
     * Throws away what was written unless {@link #complete()} returned, whether or not the thread is interrupted.
     * Returns within seconds: the rest of the cleaning goes on behind it where the store is slow. May be called again.
     */
    @Override
    void close();
}
