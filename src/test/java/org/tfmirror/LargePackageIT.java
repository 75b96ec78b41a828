package org.tfmirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.MirrorStack;
import org.tfmirror.test.PackagedApplication;
import org.tfmirror.test.ReplicaExtension;

/** A package larger than the heap goes through whole. Prints what it took; how fast is for the benchmarks to say. */
class LargePackageIT {

    private static final long SIZE = 300_000_000;
    private static final Duration LONG = Duration.ofMinutes(10);

    @RegisterExtension
    static final ReplicaExtension replicas = new ReplicaExtension();

    @TempDir
    Path folder;

    @Test
    void threeHundredMegabytesPassThroughAHeapThatCannotHoldThem() throws Exception {
        PackageId id = replicas.stack().publishBig(folder, "large", SIZE);
        Path archive = folder.resolve("large.zip");
        try (PackagedApplication replica = replicas.largeReplica()
                .jvm("-Xmx256m")
                .jvm("-Xlog:gc:file=gc.log")
                .start()) {
            AdminApi api = replicas.api(replica);
            long start = System.nanoTime();

            long submitted = api.submit(id);
            JsonPath job = Awaitility.await()
                    .atMost(LONG)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> api.job(submitted), each -> each.getString("completed_at") != null);

            long nanos = System.nanoTime() - start;
            assertThat(job.getString("status")).isEqualTo("completed");
            assertThat(job.getInt("items[0].attempts")).isEqualTo(1);
            assertThat(job.getLong("items[0].size_bytes")).isEqualTo(Files.size(archive));
            assertThat(sha256OfServed(replica, id)).isEqualTo(sha256(Files.newInputStream(archive)));
            print(nanos, replica);
        }
    }

    private static void print(long nanos, PackagedApplication replica) throws IOException {
        Long resident = replica.memory("VmHWM");
        System.out.printf(
                "300 MB, origin to S3: %.1f MB/s; at most %s MB of heap before a collection, %s MB resident%n",
                SIZE * 1e3 / nanos,
                replica.peakHeapMegabytes(),
                resident == null ? "unknown" : "" + resident / 1_000_000);
    }

    /** As a client gets it: by the redirect into the bucket. */
    private static String sha256OfServed(PackagedApplication replica, PackageId id) throws Exception {
        URI uri = replica.baseUri().resolve("/v1/providers/" + id.provider() + "/" + id.archiveName());
        HttpResponse<InputStream> response = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(Objects.requireNonNull(response.uri().getPath())).contains(MirrorStack.BUCKET);
        return sha256(response.body());
    }

    private static String sha256(InputStream bytes) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (DigestInputStream in = new DigestInputStream(bytes, digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
