package org.tfmirror.storage.s3;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tfmirror.storage.ObjectMissingException;
import org.tfmirror.storage.StorageException;
import org.tfmirror.storage.StorageKey;
import org.tfmirror.storage.StorageRefusedException;
import org.tfmirror.storage.StorageRefusedException.Reason;
import org.tfmirror.storage.StorageUnavailableException;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.spi.scheme.AuthSchemeOption;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.auth.scheme.S3AuthSchemeProvider;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;

/** What all requests to S3 have in common: deadlines, retries and the check of the bucket. */
final class S3Requests {

    /** Names the upload that made an object, so that our object is known even where the store's reply was lost. */
    private static final String UPLOAD_MARK = "tfmirror-upload";

    static final int ATTEMPTS = 3;

    private S3Requests() {}

    /** Sets what the engine counts on, and keeps what is set already. */
    static S3ClientBuilder configure(S3ClientBuilder builder) {
        S3AuthSchemeProvider usual = S3AuthSchemeProvider.defaultProvider();
        return builder.authSchemeProvider(request -> usual.resolveAuthScheme(request).stream()
                        .map(S3Requests::signingBodies)
                        .toList())
                .overrideConfiguration(builder.overrideConfiguration().toBuilder()
                        .retryStrategy(StandardRetryStrategy.builder()
                                .maxAttempts(ATTEMPTS)
                                .build())
                        .build());
    }

    /** By itself the client signs a body's SHA-256 over plain HTTP only. */
    private static AuthSchemeOption signingBodies(AuthSchemeOption usual) {
        return usual.toBuilder()
                .putSignerProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, true)
                .build();
    }

    /** Bounds each attempt, and all attempts together: a blocked write has no other limit. */
    static AwsRequestOverrideConfiguration within(Duration attempt) {
        return AwsRequestOverrideConfiguration.builder()
                .apiCallAttemptTimeout(attempt)
                .apiCallTimeout(attempt.multipliedBy(ATTEMPTS))
                .build();
    }

    /** Bounds the whole call with its attempts. */
    static AwsRequestOverrideConfiguration withinAll(Duration call) {
        return AwsRequestOverrideConfiguration.builder()
                .apiCallAttemptTimeout(call)
                .apiCallTimeout(call)
                .build();
    }

    static Map<String, String> marked(Map<String, String> metadata, String upload) {
        Map<String, String> all = new HashMap<>(metadata);
        all.put(UPLOAD_MARK, upload);
        return all;
    }

    static boolean isMarked(Map<String, String> metadata, String upload) {
        return upload.equals(metadata.get(UPLOAD_MARK));
    }

    static Map<String, String> unmarked(Map<String, String> metadata) {
        Map<String, String> rest = new HashMap<>(metadata);
        rest.remove(UPLOAD_MARK);
        return rest;
    }

    /** The object's description, or empty where the bucket is there and the object is not. */
    static Optional<HeadObjectResponse> head(S3Client client, S3Settings settings, StorageKey key)
            throws StorageException {
        try {
            return Optional.of(S3Errors.call(
                    "HeadObject " + key,
                    () -> client.headObject(head -> head.bucket(settings.bucket())
                            .key(key.value())
                            .overrideConfiguration(within(settings.requestTimeout())))));
        } catch (ObjectMissingException e) {
            // A HEAD's 404 has no body to say whether the object or the whole bucket is missing.
            check(client, settings);
            return Optional.empty();
        }
    }

    /** Returns if the bucket is there and ours to use. */
    static void check(S3Client client, S3Settings settings) throws StorageException {
        try {
            S3Errors.call(
                    "HeadBucket " + settings.bucket(),
                    () -> client.headBucket(head -> head.bucket(settings.bucket())
                            .overrideConfiguration(withinAll(settings.requestTimeout()))));
        } catch (ObjectMissingException e) {
            throw new StorageRefusedException(
                    Reason.MISSING,
                    "HeadBucket: there is no bucket %s; check tfmirror.storage.bucket".formatted(settings.bucket()),
                    e);
        }
    }

    /** Ends a multipart upload and frees its parts; one that is gone already is no error. */
    static void abort(S3Client client, S3Settings settings, String key, String uploadId) throws StorageException {
        try {
            S3Errors.call(
                    "AbortMultipartUpload " + key,
                    () -> client.abortMultipartUpload(abort -> abort.bucket(settings.bucket())
                            .key(key)
                            .uploadId(uploadId)
                            .overrideConfiguration(within(settings.requestTimeout()))));
        } catch (StorageUnavailableException e) {
            if (!(e.getCause() instanceof NoSuchUploadException)) {
                throw e;
            }
        }
    }

    /** Empty for a store that gives none. */
    static String unquoted(@Nullable String etag) {
        return etag == null ? "" : etag.replace("\"", "");
    }
}
