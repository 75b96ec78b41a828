package org.tfmirror.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tfmirror.storage.ObjectStoreContract.KEY;
import static org.tfmirror.storage.ObjectStoreContract.PART;
import static org.tfmirror.storage.ObjectStoreContract.bytes;
import static org.tfmirror.storage.ObjectStoreContract.writeAll;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.storage.ObjectUpload;
import org.tfmirror.storage.StorageException;
import org.tfmirror.storage.StorageInterruptedException;
import org.tfmirror.storage.StorageUnavailableException;
import org.tfmirror.storage.StoredObject;
import org.tfmirror.test.SharedS3;
import org.tfmirror.test.TestThreads;

/** What happens to an upload when the wire between us and the store is bad. */
class S3BadWireTest {

    private final Wire wire = wire();
    private final S3Bench direct = S3Bench.on(SharedS3.store(), SharedS3.store().endpoint());
    private final S3Bench bench = new S3Bench(
            wire.endpoint(),
            direct.bucket,
            S3Bench.credentials(SharedS3.store().accessKey(), SharedS3.store().secretKey()),
            java.time.Duration.ofSeconds(30));

    private static Wire wire() {
        try {
            return new Wire(SharedS3.store().endpoint());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @BeforeEach
    void theWireCarriesRequests() throws Exception {
        bench.store.check();
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
        direct.close();
        wire.close();
    }

    @Test
    void aLostReplyToTheCompletionIsAskedForAgain() throws Exception {
        wire.cutRepliesTo("POST");

        StoredObject stored;
        try (ObjectUpload upload = bench.store.begin(KEY, Map.of())) {
            writeAll(upload, bytes(PART + 1));
            stored = upload.complete();
        }

        assertThat(wire.cuts()).isPositive();
        assertThat(direct.store.find(KEY)).contains(stored);
        assertThat(direct.uploads()).isZero();
    }

    @Test
    void aFormerObjectIsNotTakenForAnUploadThatFailed() throws Exception {
        try (ObjectUpload former = direct.store.begin(KEY, Map.of())) {
            writeAll(former, bytes(PART + 1));
            former.complete();
        }
        wire.cutRepliesTo("PUT");

        try (ObjectUpload upload = bench.store.begin(KEY, Map.of())) {
            writeAll(upload, bytes(PART + 1));
            assertThatThrownBy(upload::complete).isInstanceOf(StorageUnavailableException.class);
        }

        assertThat(wire.cuts()).as("every attempt").isEqualTo(3);
        assertThat(direct.uploads()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, PART, 2 * PART})
    void theStoreTakesNoBytesThatAreNotOurs(int length) throws Exception {
        wire.damageBodies();

        try (ObjectUpload upload = bench.store.begin(KEY, Map.of())) {
            assertThatThrownBy(() -> {
                        writeAll(upload, bytes(length));
                        upload.complete();
                    })
                    .isInstanceOf(StorageUnavailableException.class)
                    .hasMessageContaining("XAmzContentSHA256Mismatch");
        }

        assertThat(direct.store.find(KEY)).isEmpty();
        assertThat(direct.uploads()).isZero();
    }

    @Test
    void anInterruptFreesAWriterThatTheStoreHoldsUp() throws Exception {
        AtomicReference<@Nullable Throwable> end = new AtomicReference<>();
        AtomicReference<@Nullable Boolean> flag = new AtomicReference<>();
        wire.hold();
        Thread writer = new Thread(() -> {
            try (ObjectUpload upload = bench.store.begin(KEY, Map.of())) {
                writeAll(upload, bytes(3 * PART));
            } catch (StorageException e) {
                end.set(e);
            }
            flag.set(Thread.currentThread().isInterrupted());
        });
        writer.start();
        TestThreads.awaitState(writer, Thread.State.WAITING);

        writer.interrupt();
        Awaitility.await().until(() -> writer.getState() == Thread.State.TIMED_WAITING);
        wire.resume();
        writer.join(30_000);

        assertThat(end.get()).isInstanceOf(StorageInterruptedException.class);
        assertThat(flag.get()).isTrue();
        assertThat(direct.store.find(KEY)).isEmpty();
        assertThat(direct.uploads()).isZero();
    }
}
