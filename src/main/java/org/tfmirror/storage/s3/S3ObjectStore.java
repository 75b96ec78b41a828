package org.tfmirror.storage.s3;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.DurationText;
import org.tfmirror.storage.ByteRange;
import org.tfmirror.storage.MirrorLayout;
import org.tfmirror.storage.ObjectStore;
import org.tfmirror.storage.ObjectStream;
import org.tfmirror.storage.ObjectUpload;
import org.tfmirror.storage.StorageException;
import org.tfmirror.storage.StorageKey;
import org.tfmirror.storage.StoredObject;
import org.tfmirror.storage.UnfinishedUpload;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** The object store over the synchronous S3 client: see docs/adr/0003. */
final class S3ObjectStore implements ObjectStore {

    private static final Duration LONGEST_VALIDITY = Duration.ofDays(7);

    private final S3Client client;
    private final S3Presigner presigner;
    private final S3Settings settings;
    private final MirrorLayout layout;
    private final Executor executor;

    /**
     * @param client made with {@link S3Requests#configure}
     * @param executor runs the requests of uploads: at most two at once for each
     */
    S3ObjectStore(S3Client client, S3Presigner presigner, S3Settings settings, MirrorLayout layout, Executor executor) {
        this.client = client;
        this.presigner = presigner;
        this.settings = settings;
        this.layout = layout;
        this.executor = executor;
    }

    @Override
    public ObjectUpload begin(StorageKey key, Map<String, String> metadata, OptionalLong expectedLength) {
        S3Target target = new S3Target(client, settings, key, metadata);
        return new S3Upload(target, executor, settings.partSizeFor(expectedLength));
    }

    @Override
    public Optional<StoredObject> find(StorageKey key) throws StorageException {
        return S3Requests.head(client, settings, key)
                .map(head -> described(key, head.contentLength(), head.eTag(), head.metadata()));
    }

    private static StoredObject described(StorageKey key, long size, String etag, Map<String, String> metadata) {
        return new StoredObject(key, size, S3Requests.unquoted(etag), S3Requests.unmarked(metadata));
    }

    @Override
    public ObjectStream open(StorageKey key, @Nullable ByteRange range) throws StorageException {
        ResponseInputStream<GetObjectResponse> body = S3Errors.call(
                "GetObject " + key,
                () -> client.getObject(request -> request.bucket(settings.bucket())
                        .key(key.value())
                        .range(range == null ? null : range.toString())
                        .overrideConfiguration(S3Requests.within(settings.requestTimeout()))));
        GetObjectResponse head = body.response();
        return new ObjectStream(
                described(key, sizeOf(head), head.eTag(), head.metadata()),
                head.contentLength(),
                new AbandoningStream(body, head.contentLength()));
    }

    /** The whole object's size: what follows the slash in {@code bytes 0-99/1234}, where there is a range. */
    private static long sizeOf(GetObjectResponse head) {
        String range = head.contentRange();
        return range == null ? head.contentLength() : Long.parseLong(range.substring(range.indexOf('/') + 1));
    }

    @Override
    public URI presignedGet(StorageKey key, Duration validity) throws StorageException {
        if (validity.isNegative() || validity.isZero() || validity.compareTo(LONGEST_VALIDITY) > 0) {
            throw new IllegalArgumentException(
                    "An address is valid for up to 7 days, not " + DurationText.of(validity));
        }
        return S3Errors.call(
                "Presigning " + key,
                () -> URI.create(presigner
                        .presignGetObject(sign -> sign.signatureDuration(validity)
                                .getObjectRequest(
                                        get -> get.bucket(settings.bucket()).key(key.value())))
                        .url()
                        .toString()));
    }

    @Override
    public List<StorageKey> list(String prefix, int most) throws StorageException {
        return S3Errors.call(
                "ListObjects",
                () -> client
                        .listObjectsV2Paginator(request -> request.bucket(settings.bucket())
                                .prefix(prefix)
                                .overrideConfiguration(S3Requests.within(settings.requestTimeout())))
                        .contents()
                        .stream()
                        .map(S3Object::key)
                        .filter(StorageKey::isKey) // other keys are not ours
                        .limit(most)
                        .map(StorageKey::new)
                        .toList());
    }

    @Override
    public void delete(StorageKey key) throws StorageException {
        S3Errors.call(
                "DeleteObject " + key,
                () -> client.deleteObject(request -> request.bucket(settings.bucket())
                        .key(key.value())
                        .overrideConfiguration(S3Requests.within(settings.requestTimeout()))));
    }

    @Override
    public void check() throws StorageException {
        S3Requests.check(client, settings);
    }

    @Override
    public List<UnfinishedUpload> unfinishedUploads(StorageKey key) throws StorageException {
        return S3Errors.call("ListMultipartUploads", () -> uploads(key.value())).stream()
                .filter(upload -> upload.key().equals(key.value()))
                .map(upload -> new UnfinishedUpload(key, upload.uploadId()))
                .toList();
    }

    @Override
    public void abort(UnfinishedUpload upload) throws StorageException {
        S3Requests.abort(client, settings, upload.key().value(), upload.id());
    }

    @Override
    public int abortStrayUploads(Instant startedBefore) throws StorageException {
        int aborted = 0;
        for (MultipartUpload upload : S3Errors.call("ListMultipartUploads", () -> uploads(layout.prefix()))) {
            if (layout.covers(upload.key()) && upload.initiated().isBefore(startedBefore)) {
                S3Requests.abort(client, settings, upload.key(), upload.uploadId());
                aborted++;
            }
        }
        return aborted;
    }

    private List<MultipartUpload> uploads(String prefix) {
        return client
                .listMultipartUploadsPaginator(request -> request.bucket(settings.bucket())
                        .prefix(prefix)
                        .overrideConfiguration(S3Requests.within(settings.requestTimeout())))
                .uploads()
                .stream()
                .toList();
    }

    /** Drops the connection when closed before the end: a plain close would read the rest of a large object first. */
    private static final class AbandoningStream extends java.io.FilterInputStream {

        private final ResponseInputStream<GetObjectResponse> response;
        private long left;

        AbandoningStream(ResponseInputStream<GetObjectResponse> response, long length) {
            super(response);
            this.response = response;
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
            int read = super.read(target, offset, count);
            if (read < 0 && left > 0) {
                throw new java.io.EOFException("The store ended " + left + " bytes early");
            }
            left -= Math.max(0, read);
            return read;
        }

        @Override
        public long skip(long count) throws IOException {
            long skipped = super.skip(count);
            left -= skipped;
            return skipped;
        }

        @Override
        public void close() throws IOException {
            if (left > 0) {
                response.abort();
            } else {
                super.close();
            }
        }
    }
}
