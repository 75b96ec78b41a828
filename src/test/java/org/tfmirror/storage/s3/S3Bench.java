package org.tfmirror.storage.s3;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.tfmirror.local.EmbeddedS3;
import org.tfmirror.storage.MirrorLayout;
import org.tfmirror.storage.ObjectStoreContract;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** An {@link S3ObjectStore} as a test wants it, and the plain client to look behind it. */
final class S3Bench implements AutoCloseable {

    private static final AtomicInteger BUCKETS = new AtomicInteger();

    /** As quarkus.s3.path-style-access=true, and our checksum-validation=false and chunked-encoding=false, make it. */
    @SuppressWarnings("deprecation") // It is the switch that the Quarkus extension sets.
    private static final S3Configuration CONFIGURATION = S3Configuration.builder()
            .pathStyleAccessEnabled(true)
            .checksumValidationEnabled(false)
            .chunkedEncodingEnabled(false)
            .build();

    final S3Client client;
    final String bucket;
    final S3ObjectStore store;
    private final S3Presigner presigner;
    private final ExecutorService executor = Executors.newCachedThreadPool();

    S3Bench(URI endpoint, String bucket, AwsCredentialsProvider credentials, Duration timeout) {
        this(endpoint, bucket, credentials, timeout, false);
    }

    S3Bench(URI endpoint, String bucket, AwsCredentialsProvider credentials, Duration timeout, boolean contentMd5) {
        this.bucket = bucket;
        this.client = S3Requests.configure(S3Client.builder()
                        .endpointOverride(endpoint)
                        .region(Region.US_EAST_1)
                        .credentialsProvider(credentials)
                        .serviceConfiguration(CONFIGURATION)
                        .httpClient(UrlConnectionHttpClient.create()))
                .build();
        this.presigner = S3Presigner.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials)
                .serviceConfiguration(CONFIGURATION)
                .build();
        S3Settings settings = new S3Settings(bucket, ObjectStoreContract.PART, timeout, timeout, contentMd5);
        this.store = new S3ObjectStore(client, presigner, settings, MirrorLayout.under("mirror"), executor);
    }

    /** On a new bucket of the given store, reached at the given endpoint. */
    static S3Bench on(EmbeddedS3 s3, URI endpoint) {
        String bucket = "bucket-" + BUCKETS.incrementAndGet();
        s3.createBucket(bucket);
        return new S3Bench(endpoint, bucket, credentials(s3.accessKey(), s3.secretKey()), Duration.ofSeconds(30));
    }

    static AwsCredentialsProvider credentials(String accessKey, String secretKey) {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey));
    }

    long uploads() {
        return client.listMultipartUploads(list -> list.bucket(bucket))
                .uploads()
                .size();
    }

    @Override
    public void close() {
        executor.shutdownNow();
        presigner.close();
        client.close();
    }
}
