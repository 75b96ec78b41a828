package org.tfmirror.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.tfmirror.storage.ObjectStoreContract.KEY;
import static org.tfmirror.storage.ObjectStoreContract.PART;
import static org.tfmirror.storage.ObjectStoreContract.bytes;
import static org.tfmirror.storage.ObjectStoreContract.writeAll;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tfmirror.local.EmbeddedS3;
import org.tfmirror.storage.ObjectStore;
import org.tfmirror.storage.ObjectUpload;
import org.tfmirror.storage.StorageException;
import org.tfmirror.storage.StorageRefusedException;
import org.tfmirror.storage.StorageRefusedException.Reason;
import org.tfmirror.storage.StorageUnavailableException;
import org.tfmirror.test.SharedS3;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.profiles.ProfileFile;

/** Every call says whether the store is away or says no: the one is waited for, the other is an operator's task. */
class S3RefusalTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final EmbeddedS3 s3 = SharedS3.store();

    @Test
    void aWrongSecretIsRefused() {
        s3.createBucket("refusals");
        try (S3Bench bench =
                new S3Bench(s3.endpoint(), "refusals", S3Bench.credentials(s3.accessKey(), "wrong"), TIMEOUT)) {
            everyCallEndsWith(StorageRefusedException.class, bench.store);
            assertThatThrownBy(() -> bench.store.delete(KEY)).isInstanceOf(StorageRefusedException.class);
            assertThat(reasonOf(bench.store)).isEqualTo(Reason.FORBIDDEN);
        }
    }

    @Test
    void anUnknownAccessKeyIsRefused() {
        s3.createBucket("refusals");
        try (S3Bench bench =
                new S3Bench(s3.endpoint(), "refusals", S3Bench.credentials("nobody", s3.secretKey()), TIMEOUT)) {
            everyCallEndsWith(StorageRefusedException.class, bench.store);
        }
    }

    @Test
    void aMissingBucketIsRefusedAndNamed() {
        try (S3Bench bench = new S3Bench(
                s3.endpoint(), "no-such-bucket", S3Bench.credentials(s3.accessKey(), s3.secretKey()), TIMEOUT)) {
            everyCallEndsWith(StorageRefusedException.class, bench.store);
            assertThat(reasonOf(bench.store)).isEqualTo(Reason.MISSING);
            assertThatThrownBy(bench.store::check)
                    .hasMessageContaining("no-such-bucket")
                    .hasMessageContaining("tfmirror.storage.bucket");
        }
    }

    @Test
    void missingCredentialsAreRefused() {
        AwsCredentialsProviderChain none = AwsCredentialsProviderChain.of(ProfileCredentialsProvider.builder()
                .profileFile(ProfileFile.aggregator().build())
                .build());
        try (S3Bench bench = new S3Bench(s3.endpoint(), "refusals", none, TIMEOUT)) {
            everyCallEndsWith(StorageRefusedException.class, bench.store);
            assertThat(reasonOf(bench.store)).isEqualTo(Reason.NO_CREDENTIALS);
            assertThatThrownBy(() -> bench.store.presignedGet(KEY, Duration.ofMinutes(1)))
                    .isInstanceOf(StorageRefusedException.class);
        }
    }

    @Test
    void aStoppedStoreIsUnavailableUntilItIsBack(@TempDir Path directory) throws Exception {
        Path jar = Path.of(System.getProperty("test.tfmirror.s3proxy-jar"));
        EmbeddedS3 stopped = EmbeddedS3.start(jar, directory, 0, "access", "secret");
        try (S3Bench bench = S3Bench.on(stopped, stopped.endpoint())) {
            try (ObjectUpload upload = bench.store.begin(KEY, Map.of("sha256", "abc"))) {
                writeAll(upload, bytes(PART + 1));
                upload.complete();
            }
            stopped.close();

            everyCallEndsWith(StorageUnavailableException.class, bench.store);
            assertThatThrownBy(() -> bench.store.delete(KEY)).isInstanceOf(StorageUnavailableException.class);

            int port = stopped.endpoint().getPort();
            try (EmbeddedS3 again = EmbeddedS3.start(jar, directory, port, "access", "secret")) {
                assertThat(again.endpoint()).isEqualTo(stopped.endpoint());
                bench.store.check();
                assertThat(bench.store.find(KEY)).hasValueSatisfying(found -> {
                    assertThat(found.size()).isEqualTo(PART + 1);
                    assertThat(found.metadata()).isEqualTo(Map.of("sha256", "abc"));
                });
            }
        }
    }

    private static Reason reasonOf(ObjectStore store) {
        return catchThrowableOfType(StorageRefusedException.class, store::check).reason();
    }

    /** All but a deletion, which a missing bucket does not make fail everywhere. */
    private static void everyCallEndsWith(Class<? extends StorageException> end, ObjectStore store) {
        Map<String, ThrowingCallable> calls = Map.of(
                "check", store::check,
                "find", () -> store.find(KEY),
                "open", () -> store.open(KEY, null),
                "sweep", () -> store.abortStrayUploads(Instant.EPOCH),
                "small upload", () -> upload(store, 1),
                "large upload", () -> upload(store, 2 * PART));
        calls.forEach((name, call) -> assertThat(catchThrowable(call)).as(name).isInstanceOf(end));
    }

    private static void upload(ObjectStore store, int length) throws StorageException {
        try (ObjectUpload upload = store.begin(KEY, Map.of())) {
            writeAll(upload, bytes(length));
            upload.complete();
        }
    }
}
