package org.tfmirror.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tfmirror.local.EmbeddedS3;
import org.tfmirror.storage.ObjectStore;
import org.tfmirror.storage.ObjectStoreContract;
import org.tfmirror.storage.StorageKey;
import org.tfmirror.test.SharedS3;

/** The contract against a real S3 API, and what only S3 has. */
class S3ObjectStoreTest extends ObjectStoreContract {

    private final EmbeddedS3 s3 = SharedS3.store();
    private final S3Bench bench = S3Bench.on(s3, s3.endpoint());

    @Override
    protected ObjectStore store() {
        return bench.store;
    }

    @Override
    protected long uploadsInStore() {
        return bench.uploads();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void aPresignedAddressGivesTheObjectToAnyone() throws Exception {
        stored(KEY, bytes(1000));

        URI address = store().presignedGet(KEY, Duration.ofMinutes(5));

        HttpResponse<byte[]> response = get(address);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(bytes(1000));
    }

    @ParameterizedTest
    @CsvSource({
        "mirror/a/terraform-provider-a_1.0.0_linux_amd64.zip, application/zip",
        "bundles/1/part-0001.tar, application/x-tar",
        "bundles/1/manifest.json, application/json",
        "bundles/1/manifest.json.sig, application/octet-stream",
        "bundles/1/README.txt, text/plain;charset=utf-8",
    })
    void whatIsReadFromTheStoreHasItsOwnType(String key, String type) throws Exception {
        StorageKey stored = new StorageKey(key);
        stored(stored, bytes(10));

        HttpResponse<byte[]> response = get(store().presignedGet(stored, Duration.ofMinutes(5)));

        assertThat(response.headers().firstValue("content-type")).contains(type);
    }

    @Test
    void aTamperedPresignedAddressGivesNothing() throws Exception {
        StorageKey other = key("2.0.0");
        stored(KEY, bytes(1000));
        stored(other, bytes(1000));

        String address = store().presignedGet(KEY, Duration.ofMinutes(5)).toString();

        assertThat(get(URI.create(address.replace("1.0.0", "2.0.0"))).statusCode())
                .isEqualTo(403);
        assertThat(get(URI.create(address.replace("X-Amz-Expires=300", "X-Amz-Expires=301")))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void anAddressIsValidForSevenDaysAtMost() {
        assertThatThrownBy(() -> store().presignedGet(KEY, Duration.ofDays(8)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store().presignedGet(KEY, Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }

    private static HttpResponse<byte[]> get(URI address) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    @Test
    void theSweepLeavesWhatIsNotOursAlone() throws Exception {
        for (String foreign : new String[] {
            "terraform/terraform-provider-x_1.0.0_linux_amd64.zip",
            "mirror/backup.tar",
            "mirrors/h/n/t/terraform-provider-t_1.0.0_linux_amd64.zip",
            "mirror/h/n/t/terraform-provider-other_1.0.0_linux_amd64.zip"
        }) {
            bench.client.createMultipartUpload(
                    create -> create.bucket(bench.bucket).key(foreign));
        }
        bench.client.createMultipartUpload(create -> create.bucket(bench.bucket).key(KEY.value()));

        int swept = store().abortStrayUploads(Instant.now().plus(Duration.ofDays(1)));

        assertThat(swept).isEqualTo(1);
        assertThat(uploadsInStore()).isEqualTo(4);
    }
}
