package org.tfmirror.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/** What every object store has to do. */
public abstract class ObjectStoreContract {

    public static final int PART = 5 * 1024 * 1024;
    public static final StorageKey KEY = key("1.0.0");
    private static final StorageKey OTHER = key("1.0.1");

    /** An empty store, the same one throughout a test. */
    protected abstract ObjectStore store();

    /** How many uploads the store itself holds. */
    protected abstract long uploadsInStore();

    public static StorageKey key(String version) {
        return MirrorLayout.under("mirror")
                .keyOf(new PackageId(
                        ProviderAddress.parse("hashicorp/random"),
                        ProviderVersion.parse(version),
                        Platform.parse("linux_amd64")));
    }

    public static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    public static void writeAll(ObjectUpload upload, byte[] bytes) throws StorageException {
        int chunk = 64 * 1024 - 1;
        for (int from = 0; from < bytes.length; from += chunk) {
            upload.write(bytes, from, Math.min(chunk, bytes.length - from));
        }
    }

    protected StoredObject stored(StorageKey key, byte[] bytes) throws StorageException {
        try (ObjectUpload upload = store().begin(key, Map.of("sha256", "abc"), OptionalLong.of(bytes.length))) {
            writeAll(upload, bytes);
            return upload.complete();
        }
    }

    byte[] read(StorageKey key, @Nullable ByteRange range) throws StorageException, IOException {
        try (ObjectStream stream = store().open(key, range)) {
            byte[] bytes = stream.body().readAllBytes();
            assertThat(stream.length()).isEqualTo(bytes.length);
            return bytes;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3 * PART})
    void nothingIsVisibleBeforeTheUploadIsComplete(int length) throws Exception {
        try (ObjectUpload upload = store().begin(KEY, Map.of())) {
            writeAll(upload, bytes(length));

            assertThat(store().find(KEY)).isEmpty();

            upload.complete();
        }
        assertThat(store().find(KEY)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2 * PART + 1, 4 * PART})
    void anUploadClosedBeforeItsEndLeavesNothingBehind(int length) throws Exception {
        try (ObjectUpload upload = store().begin(KEY, Map.of())) {
            writeAll(upload, bytes(length));
        }

        assertThat(store().find(KEY)).isEmpty();
        assertThat(uploadsInStore()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 64 * 1024, PART - 1, PART, PART + 1, 2 * PART, 3 * PART + 7})
    void bytesComeBackAsTheyWent(int length) throws Exception {
        byte[] bytes = bytes(length);

        StoredObject stored = stored(KEY, bytes);

        assertThat(read(KEY, null)).isEqualTo(bytes);
        assertThat(stored.size()).isEqualTo(length);
        assertThat(stored.metadata()).isEqualTo(Map.of("sha256", "abc"));
        assertThat(store().find(KEY)).contains(stored);
        assertThat(uploadsInStore()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, PART, 100L * PART})
    void aWrongExpectationOfTheLengthDoesNoHarm(long expected) throws Exception {
        byte[] bytes = bytes(2 * PART + 1);

        try (ObjectUpload upload = store().begin(KEY, Map.of(), OptionalLong.of(expected))) {
            writeAll(upload, bytes);
            upload.complete();
        }

        assertThat(read(KEY, null)).isEqualTo(bytes);
    }

    @Test
    void aNewUploadReplacesTheFormerObjectOnlyWhenComplete() throws Exception {
        stored(KEY, bytes(3));

        try (ObjectUpload upload = store().begin(KEY, Map.of())) {
            writeAll(upload, bytes(PART + 5));
            assertThat(read(KEY, null)).isEqualTo(bytes(3));
            upload.complete();
        }

        assertThat(read(KEY, null)).isEqualTo(bytes(PART + 5));
    }

    @Test
    void rangesGiveTheBytesTheyNameAndTheWholeSize() throws Exception {
        byte[] bytes = bytes(1000);
        stored(KEY, bytes);

        assertThat(read(KEY, new ByteRange(0, 0))).isEqualTo(Arrays.copyOf(bytes, 1));
        assertThat(read(KEY, new ByteRange(10, 99))).isEqualTo(Arrays.copyOfRange(bytes, 10, 100));
        assertThat(read(KEY, ByteRange.from(990))).isEqualTo(Arrays.copyOfRange(bytes, 990, 1000));
        assertThat(read(KEY, new ByteRange(990, 5000))).isEqualTo(Arrays.copyOfRange(bytes, 990, 1000));
        try (ObjectStream stream = store().open(KEY, new ByteRange(10, 99))) {
            assertThat(stream.object().size()).isEqualTo(1000);
            assertThat(stream.object().metadata()).isEqualTo(Map.of("sha256", "abc"));
        }
        assertThatThrownBy(() -> store().open(KEY, ByteRange.from(1000))).isInstanceOf(ObjectMissingException.class);
    }

    @Test
    void anObjectThatIsNotThereIsMissing() throws Exception {
        assertThat(store().find(KEY)).isEmpty();
        assertThatThrownBy(() -> store().open(KEY, null))
                .isInstanceOfSatisfying(
                        ObjectMissingException.class, e -> assertThat(e.code()).isEqualTo("object_missing"));
        store().delete(KEY);
    }

    @Test
    void aDeletedObjectIsGone() throws Exception {
        stored(KEY, bytes(3));

        store().delete(KEY);

        assertThat(store().find(KEY)).isEmpty();
    }

    @Test
    void versionsWithMetadataAndHostnamesWithPortsKeepTheirNames() throws Exception {
        StorageKey plus = key("1.0.0+build.7");
        StorageKey port = new StorageKey("mirror/localhost:8443/a/b/terraform-provider-b_1.0.0_linux_amd64.zip");

        stored(plus, bytes(3));
        stored(port, bytes(4));

        assertThat(read(plus, null)).isEqualTo(bytes(3));
        assertThat(read(port, null)).isEqualTo(bytes(4));
        assertThat(store().find(KEY)).isEmpty();
    }

    @Test
    void aReaderMayLeaveEarly() throws Exception {
        stored(KEY, bytes(3 * PART));

        try (ObjectStream stream = store().open(KEY, null)) {
            assertThat(stream.body().read()).isEqualTo(bytes(3 * PART)[0] & 0xff);
        }

        assertThat(read(KEY, ByteRange.from(3 * PART - 1))).hasSize(1);
    }

    @Test
    void onlyStrayUploadsThatAreOldEnoughAreSwept() throws Exception {
        Instant longAgo = Instant.now().minus(Duration.ofDays(1));
        Instant afterAll = Instant.now().plus(Duration.ofDays(1));
        try (ObjectUpload upload = store().begin(KEY, Map.of())) {
            writeAll(upload, bytes(2 * PART + 1));

            assertThat(store().abortStrayUploads(longAgo)).isZero();
            assertThat(uploadsInStore()).isEqualTo(1);
            assertThat(store().abortStrayUploads(afterAll)).isEqualTo(1);
            assertThat(uploadsInStore()).isZero();

            assertThatThrownBy(upload::complete).isInstanceOf(StorageUnavailableException.class);
        }
        assertThat(store().find(KEY)).isEmpty();
    }

    @Test
    void anUnfinishedUploadIsFoundByItsKeyAndAborted() throws Exception {
        try (ObjectUpload upload = store().begin(KEY, Map.of());
                ObjectUpload other = store().begin(OTHER, Map.of())) {
            writeAll(upload, bytes(2 * PART + 1));
            writeAll(other, bytes(2 * PART + 1));

            List<UnfinishedUpload> found = store().unfinishedUploads(KEY);
            assertThat(found).singleElement().returns(KEY, UnfinishedUpload::key);
            store().abort(found.get(0));
            store().abort(found.get(0)); // which has ended

            assertThat(store().unfinishedUploads(KEY)).isEmpty();
            assertThat(store().unfinishedUploads(OTHER)).hasSize(1);
        }
    }

    @Test
    void anInterruptEndsTheUploadAndIsNotForgotten() throws Exception {
        try (ObjectUpload upload = store().begin(KEY, Map.of())) {
            writeAll(upload, bytes(2 * PART + 1));
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> upload.write(bytes(1), 0, 1)).isInstanceOf(StorageInterruptedException.class);
            assertThatThrownBy(upload::complete).isInstanceOf(StorageInterruptedException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }

        assertThat(store().find(KEY)).isEmpty();
        assertThat(uploadsInStore()).isZero();
    }

    @Test
    void anAbortedUploadCannotBeCompleted() throws Exception {
        try (ObjectUpload upload = store().begin(KEY, Map.of())) {
            writeAll(upload, bytes(2 * PART + 1));
            upload.abort();
            assertThatThrownBy(upload::complete).isInstanceOf(StorageInterruptedException.class);
        }

        assertThat(store().find(KEY)).isEmpty();
        assertThat(uploadsInStore()).isZero();
    }

    @Test
    void anUploadThatIsOverTakesNothingMore() throws Exception {
        ObjectUpload upload = store().begin(KEY, Map.of());
        upload.complete();
        upload.close();
        upload.close();

        assertThatThrownBy(() -> upload.write(bytes(1), 0, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(upload::complete).isInstanceOf(IllegalStateException.class);
        assertThat(store().find(KEY)).isPresent();
    }

    @Test
    void theCheckPasses() throws Exception {
        store().check();
    }
}
