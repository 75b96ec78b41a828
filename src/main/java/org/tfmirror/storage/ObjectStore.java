package org.tfmirror.storage;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Stores the packages' archives. Every call has a bounded time. Thread-safe. */
public interface ObjectStore {

    /**
     * Begins an upload of unknown length.
     *
     * @param metadata kept with the object; names are lower-case letters, digits and hyphens, values printable ASCII
     */
    default ObjectUpload begin(StorageKey key, Map<String, String> metadata) throws StorageException {
        return begin(key, metadata, OptionalLong.empty());
    }

    /**
     * Begins an upload.
     *
     * @param expectedLength in bytes, to choose the size of parts by; one that is too short limits how much can follow
     */
    ObjectUpload begin(StorageKey key, Map<String, String> metadata, OptionalLong expectedLength)
            throws StorageException;

    /** What the store knows of an object, or empty where it is not there. */
    Optional<StoredObject> find(StorageKey key) throws StorageException;

    /**
     * Opens an object for reading.
     *
     * @param range what to read of it, or null for all
     * @throws ObjectMissingException where the object is not there, or the range begins after its end
     */
    ObjectStream open(StorageKey key, @Nullable ByteRange range) throws StorageException;

    /**
     * An address from which anyone may GET (not HEAD) the object until it expires. Made without asking the store, so
     * it exists for missing objects too. It is a secret: never log it.
     *
     * @param validity at most 7 days
     */
    URI presignedGet(StorageKey key, Duration validity) throws StorageException;

    /**
     * The keys that begin with this, in the order of their bytes.
     *
     * @param most how many at the most
     */
    List<StorageKey> list(String prefix, int most) throws StorageException;

    /** Removes an object; one that is not there is no error. */
    void delete(StorageKey key) throws StorageException;

    /** Returns if the bucket is reachable with our credentials. */
    void check() throws StorageException;

    /** The uploads to a key that are neither completed nor aborted. Small objects are stored without one. */
    List<UnfinishedUpload> unfinishedUploads(StorageKey key) throws StorageException;

    /** Aborts an upload, also one under way; one that has ended meanwhile is no error. */
    void abort(UnfinishedUpload upload) throws StorageException;

    /**
     * Aborts uploads that will never be completed, such as those of a process that was killed. Looks only at keys that
     * {@link MirrorLayout} could have made.
     *
     * @param startedBefore by the store's clock; choose it so that no living upload can be older
     * @return how many were aborted
     */
    int abortStrayUploads(Instant startedBefore) throws StorageException;
}
