package org.tfmirror.mirror;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.tfmirror.local.SamplePackages;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.MirrorStackResource;
import org.tfmirror.test.MirroredSamples;
import org.tfmirror.test.S3Wire;

/** Archives by a redirect to the bucket. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
class RedirectDeliveryTest {

    private final S3Wire wire = MirrorStackResource.stack().s3Wire();

    private static Response get(String path) {
        return given().redirects().follow(false).get(path);
    }

    private static HttpResponse<byte[]> fetch(String url, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    @Test
    void theClientIsSentToAUrlThatGivesTheBytesWholeAndInParts() throws Exception {
        PackageId id = MirroredSamples.small("redirected", "1.0.0", "linux_amd64");
        byte[] archive = SamplePackages.small(id);

        Response answer = get(MirroredSamples.archivePath(id));

        assertThat(answer.statusCode()).isEqualTo(307);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(fetch(answer.header("Location")).body()).isEqualTo(archive);
        HttpResponse<byte[]> part = fetch(answer.header("Location"), "Range", "bytes=0-9");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).hasSize(10);
    }

    @Test
    void theUrlIsGoodForThatArchiveOnly() throws Exception {
        PackageId id = MirroredSamples.small("signed", "1.0.0", "linux_amd64");
        PackageId other = MirroredSamples.small("signed", "1.1.0", "linux_amd64");

        String url = get(MirroredSamples.archivePath(id)).header("Location");

        assertThat(fetch(url.replace(id.archiveName(), other.archiveName())).statusCode())
                .isEqualTo(403);
    }

    @Test
    void neitherTheRedirectNorHeadNorANotModifiedAsksTheBucket() {
        PackageId id = MirroredSamples.small("quiet", "1.0.0", "linux_amd64");
        String path = MirroredSamples.archivePath(id);
        long before = wire.bytesSent();

        Response head = given().head(path);
        Response notModified = given().redirects()
                .follow(false)
                .header("If-None-Match", head.header("ETag"))
                .get(path);
        Response redirect = get(path);

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.header("Content-Length")).isEqualTo("" + SamplePackages.small(id).length);
        assertThat(head.header("Accept-Ranges")).isEqualTo("bytes");
        assertThat(head.contentType()).isEqualTo("application/zip");
        assertThat(notModified.statusCode()).isEqualTo(304);
        assertThat(notModified.header("ETag")).isEqualTo(head.header("ETag"));
        assertThat(redirect.statusCode()).isEqualTo(307);
        assertThat(wire.bytesSent()).isEqualTo(before);
    }

    @Test
    void anArchiveThatIsNotMirroredIsNoRedirect() {
        PackageId id = MirroredSamples.small("redirected-other", "1.0.0", "linux_amd64");

        Response answer = get(MirroredSamples.archivePath(id).replace("1.0.0", "2.0.0"));

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.contentType()).isEqualTo("application/json");
    }
}
