package org.tfmirror.storage.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.tfmirror.storage.StorageException;
import org.tfmirror.storage.StorageKey;
import org.tfmirror.storage.StorageRefusedException;
import org.tfmirror.storage.StorageUnavailableException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * The requests by which one object comes into the store: a single PUT, or a
 * <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html">multipart upload</a>. Used by one
 * thread after the other.
 */
final class S3Target {

    private final S3Client client;
    private final S3Settings settings;
    private final StorageKey key;
    private final Map<String, String> metadata;
    private final String mark = UUID.randomUUID().toString();
    private final List<CompletedPart> parts = new ArrayList<>();
    private @Nullable String uploadId;

    S3Target(S3Client client, S3Settings settings, StorageKey key, Map<String, String> metadata) {
        this.client = client;
        this.settings = settings;
        this.key = key;
        this.metadata = Map.copyOf(metadata);
    }

    StorageKey key() {
        return key;
    }

    Map<String, String> metadata() {
        return metadata;
    }

    /** Stores the whole object at once and returns its etag. */
    String put(PartBuffer whole, BooleanSupplier cancelled) throws StorageException {
        try {
            return S3Requests.unquoted(S3Errors.call(
                    "PutObject " + key,
                    () -> client.putObject(
                                    put -> put.bucket(settings.bucket())
                                            .key(key.value())
                                            .metadata(S3Requests.marked(metadata, mark))
                                            .contentType(key.contentType())
                                            .contentMD5(md5(whole))
                                            .overrideConfiguration(S3Requests.within(settings.transferTimeout())),
                                    whole.body(cancelled))
                            .eTag()));
        } catch (StorageUnavailableException e) {
            return confirmed(e);
        }
    }

    /** Stores the next part; the first one begins the multipart upload. */
    void addPart(PartBuffer part, BooleanSupplier cancelled) throws StorageException {
        int number = parts.size() + 1;
        if (number > S3Settings.MAX_PARTS) {
            throw new StorageRefusedException(
                    "UploadPart %s: longer than %d parts; raise tfmirror.storage.part-size"
                            .formatted(key, S3Settings.MAX_PARTS),
                    null);
        }
        String upload = uploadId == null ? create() : uploadId;
        try {
            String etag = S3Errors.call(
                    "UploadPart " + key,
                    () -> client.uploadPart(
                                    send -> send.bucket(settings.bucket())
                                            .key(key.value())
                                            .uploadId(upload)
                                            .partNumber(number)
                                            .contentMD5(md5(part))
                                            .overrideConfiguration(S3Requests.within(settings.transferTimeout())),
                                    part.body(cancelled))
                            .eTag());
            parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
        } catch (StorageUnavailableException e) {
            markedEtag(e);
            throw e;
        }
    }

    private @Nullable String md5(PartBuffer body) {
        return settings.contentMd5() ? body.contentMd5() : null;
    }

    private String create() throws StorageException {
        String created = S3Errors.call(
                "CreateMultipartUpload " + key,
                () -> client.createMultipartUpload(create -> create.bucket(settings.bucket())
                                .key(key.value())
                                .metadata(S3Requests.marked(metadata, mark))
                                .contentType(key.contentType())
                                .overrideConfiguration(S3Requests.within(settings.requestTimeout())))
                        .uploadId());
        uploadId = created;
        return created;
    }

    /** Makes the object of its parts and returns its etag. The store may take long, and answer 200 with an error. */
    String complete() throws StorageException {
        try {
            return S3Requests.unquoted(S3Errors.call(
                    "CompleteMultipartUpload " + key,
                    () -> client.completeMultipartUpload(complete -> complete.bucket(settings.bucket())
                                    .key(key.value())
                                    .uploadId(uploadId)
                                    .multipartUpload(all -> all.parts(parts))
                                    .overrideConfiguration(S3Requests.within(settings.transferTimeout())))
                            .eTag()));
        } catch (StorageUnavailableException e) {
            return confirmed(e);
        }
    }

    /** The etag of the object where it is there and ours: then only the reply was lost. */
    private String confirmed(StorageUnavailableException doubt) throws StorageException {
        String etag = markedEtag(doubt);
        if (etag == null) {
            throw doubt;
        }
        return etag;
    }

    /**
     * Asks once more, without a body: the etag of an object with our mark, or null.
     *
     * @throws StorageRefusedException where the store refuses. It may have done so before, and hung up on the body
     *     before we came to read its answer
     */
    private @Nullable String markedEtag(StorageUnavailableException doubt) throws StorageRefusedException {
        try {
            return S3Requests.head(client, settings, key)
                    .filter(head -> S3Requests.isMarked(head.metadata(), mark))
                    .map(head -> S3Requests.unquoted(head.eTag()))
                    .orElse(null);
        } catch (StorageRefusedException e) {
            e.addSuppressed(doubt);
            throw e;
        } catch (StorageException e) {
            doubt.addSuppressed(e);
            return null;
        }
    }

    /** Removes the parts stored so far; an upload that is not there any more is as good. */
    void discard() throws StorageException {
        if (uploadId != null) {
            S3Requests.abort(client, settings, key.value(), uploadId);
        }
    }
}
