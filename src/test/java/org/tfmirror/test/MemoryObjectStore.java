package org.tfmirror.test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tfmirror.storage.ByteRange;
import org.tfmirror.storage.ObjectMissingException;
import org.tfmirror.storage.ObjectStore;
import org.tfmirror.storage.ObjectStream;
import org.tfmirror.storage.ObjectUpload;
import org.tfmirror.storage.StorageException;
import org.tfmirror.storage.StorageInterruptedException;
import org.tfmirror.storage.StorageKey;
import org.tfmirror.storage.StorageUnavailableException;
import org.tfmirror.storage.StoredObject;
import org.tfmirror.storage.UnfinishedUpload;

/** An object store in memory, held to the same contract as the real one, with faults to switch on. Thread-safe. */
public final class MemoryObjectStore implements ObjectStore {

    /** What can be made to fail. */
    public enum Call {
        BEGIN,
        WRITE,
        COMPLETE,
        FIND,
        OPEN,
        /** What was opened is cut. */
        READ,
        PRESIGN,
        DELETE,
        CHECK,
        SWEEP
    }

    private static final class Content {

        private final StoredObject object;
        private final byte[] bytes;

        Content(StoredObject object, byte[] bytes) {
            this.object = object;
            this.bytes = bytes;
        }
    }

    private record Fault(StorageException cause, boolean once) {}

    /** How many uploads were completed. */
    public final AtomicInteger completed = new AtomicInteger();

    private final Clock clock;
    private final Map<StorageKey, Content> objects = new ConcurrentHashMap<>();
    private final Set<Upload> uploads = ConcurrentHashMap.newKeySet();
    private final Map<Call, Fault> faults = new EnumMap<>(Call.class);
    private volatile Consumer<StorageKey> afterOpen = key -> {};
    private volatile Consumer<StorageKey> beforeDelete = key -> {};

    public MemoryObjectStore() {
        this(Clock.systemUTC());
    }

    /** @param clock says when an upload began */
    public MemoryObjectStore(Clock clock) {
        this.clock = clock;
    }

    /** Makes every such call fail until {@link #heal()}. */
    public void fail(Call call, StorageException cause) {
        synchronized (faults) {
            faults.put(call, new Fault(cause, false));
        }
    }

    /** Makes the next such call fail, and no other. */
    public void failOnce(Call call, StorageException cause) {
        synchronized (faults) {
            faults.put(call, new Fault(cause, true));
        }
    }

    /** What to do after an object was opened, on the thread that opened it; what is read does not change any more. */
    public void afterOpen(Consumer<StorageKey> action) {
        afterOpen = action;
    }

    /** What to do before an object is deleted, on the thread that asked for it. */
    public void beforeDelete(Consumer<StorageKey> action) {
        beforeDelete = action;
    }

    /** Ends all faults. */
    public void heal() {
        synchronized (faults) {
            faults.clear();
        }
    }

    /** The keys of all visible objects. */
    public Set<StorageKey> keys() {
        return Set.copyOf(objects.keySet());
    }

    /** A visible object's bytes. */
    public byte[] bytesOf(StorageKey key) {
        Content content = objects.get(key);
        if (content == null) {
            throw new AssertionError("No object " + key + " among " + objects.keySet());
        }
        return content.bytes.clone();
    }

    /** Puts an object there, or other bytes in its place, past all checks. */
    public void put(StorageKey key, byte[] bytes, Map<String, String> metadata) {
        objects.put(
                key,
                new Content(
                        new StoredObject(key, bytes.length, "etag-" + java.util.Arrays.hashCode(bytes), metadata),
                        bytes.clone()));
    }

    /** How many uploads are neither completed nor aborted. */
    public int openUploads() {
        return uploads.size();
    }

    private void arrive(Call call) throws StorageException {
        synchronized (faults) {
            Fault fault = faults.get(call);
            if (fault != null) {
                if (fault.once()) {
                    faults.remove(call);
                }
                throw fault.cause();
            }
        }
    }

    @Override
    public ObjectUpload begin(StorageKey key, Map<String, String> metadata, OptionalLong expectedLength)
            throws StorageException {
        arrive(Call.BEGIN);
        Upload upload = new Upload(key, Map.copyOf(metadata), clock.instant());
        uploads.add(upload);
        return upload;
    }

    @Override
    public Optional<StoredObject> find(StorageKey key) throws StorageException {
        arrive(Call.FIND);
        return Optional.ofNullable(objects.get(key)).map(content -> content.object);
    }

    @Override
    public ObjectStream open(StorageKey key, @Nullable ByteRange range) throws StorageException {
        arrive(Call.OPEN);
        Content content = objects.get(key);
        if (content == null || (range != null && range.first() >= content.bytes.length)) {
            throw new ObjectMissingException("GetObject " + key, null);
        }
        int first = range == null ? 0 : (int) range.first();
        int last = (int) Math.min(content.bytes.length - 1L, range == null ? Long.MAX_VALUE : range.last());
        int length = last - first + 1;
        afterOpen.accept(key);
        return new ObjectStream(content.object, length, body(content.bytes, first, length));
    }

    private InputStream body(byte[] bytes, int first, int length) {
        try {
            arrive(Call.READ);
            return new ByteArrayInputStream(bytes, first, length);
        } catch (StorageException e) {
            return new InputStream() {
                @Override
                public int read() throws IOException {
                    throw new IOException(e);
                }
            };
        }
    }

    /** Nothing listens there. */
    @Override
    public URI presignedGet(StorageKey key, Duration validity) throws StorageException {
        arrive(Call.PRESIGN);
        return URI.create("https://store.invalid/" + key + "?expires=" + validity.toSeconds());
    }

    @Override
    public List<StorageKey> list(String prefix, int most) throws StorageException {
        arrive(Call.FIND);
        return objects.keySet().stream()
                .filter(key -> key.value().startsWith(prefix))
                .sorted(Comparator.comparing(StorageKey::value))
                .limit(most)
                .toList();
    }

    @Override
    public void delete(StorageKey key) throws StorageException {
        arrive(Call.DELETE);
        beforeDelete.accept(key);
        objects.remove(key);
    }

    @Override
    public void check() throws StorageException {
        arrive(Call.CHECK);
    }

    @Override
    public List<UnfinishedUpload> unfinishedUploads(StorageKey key) throws StorageException {
        arrive(Call.SWEEP);
        return uploads.stream()
                .filter(upload -> upload.key.equals(key))
                .map(upload -> new UnfinishedUpload(key, upload.id()))
                .toList();
    }

    @Override
    public void abort(UnfinishedUpload upload) throws StorageException {
        arrive(Call.SWEEP);
        uploads.removeIf(each -> each.id().equals(upload.id()));
    }

    @Override
    public int abortStrayUploads(Instant startedBefore) throws StorageException {
        arrive(Call.SWEEP);
        List<Upload> stray = uploads.stream()
                .filter(upload -> upload.started.isBefore(startedBefore))
                .toList();
        stray.forEach(uploads::remove);
        return stray.size();
    }

    private final class Upload implements ObjectUpload {

        private final StorageKey key;
        private final Map<String, String> metadata;
        private final Instant started;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private boolean over;
        private volatile boolean cancelled;

        Upload(StorageKey key, Map<String, String> metadata, Instant started) {
            this.key = key;
            this.metadata = metadata;
            this.started = started;
        }

        private String id() {
            return String.valueOf(System.identityHashCode(this));
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws StorageException {
            requireWanted();
            arrive(Call.WRITE);
            bytes.write(buffer, offset, length);
        }

        @Override
        public StoredObject complete() throws StorageException {
            requireWanted();
            arrive(Call.COMPLETE);
            if (!uploads.remove(this)) {
                throw new StorageUnavailableException("The upload of " + key + " was swept", null);
            }
            over = true;
            completed.incrementAndGet();
            put(key, bytes.toByteArray(), metadata);
            return java.util.Objects.requireNonNull(objects.get(key)).object;
        }

        private void requireWanted() throws StorageInterruptedException {
            if (over) {
                throw new IllegalStateException("The upload of " + key + " is over");
            }
            if (cancelled || Thread.currentThread().isInterrupted()) {
                throw new StorageInterruptedException("The upload of " + key + " was told to stop", null);
            }
        }

        @Override
        public void abort() {
            cancelled = true;
        }

        @Override
        public void close() {
            over = true;
            uploads.remove(this);
        }
    }
}
