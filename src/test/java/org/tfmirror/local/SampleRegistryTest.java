package org.tfmirror.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tfmirror.provider.PackageId;

class SampleRegistryTest {

    private static final byte[] ARCHIVE = "0123456789".getBytes(StandardCharsets.US_ASCII);

    private final CertificateAuthority authority = CertificateAuthority.create();
    private final PackageSigner signer = PackageSigner.generate();
    private final HttpClient client =
            HttpClient.newBuilder().sslContext(authority.clientContext()).build();
    private SampleRegistry registry;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws IOException {
        registry = SampleRegistry.start(0, authority.serverContext(authority.issue("localhost")), signer);
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void leadsFromDiscoveryToTheSignedArchive() throws Exception {
        PackageId id = registry.publish("tfmirror", "sample", "1.0.0", "linux_amd64", ARCHIVE);
        registry.publishSample("tfmirror", "sample", "1.0.0", "darwin_arm64");

        URI providers = here().resolve(json(here().resolve("/.well-known/terraform.json"))
                .path("providers.v1")
                .asText());
        JsonNode version = json(providers.resolve("tfmirror/sample/versions")).at("/versions/0");
        JsonNode metadata = json(providers.resolve("tfmirror/sample/1.0.0/download/linux/amd64"));
        byte[] archive = bytes(metadata.path("download_url").asText());
        String shasums = new String(bytes(metadata.path("shasums_url").asText()), StandardCharsets.UTF_8);
        byte[] signature = bytes(metadata.path("shasums_signature_url").asText());

        assertThat(version.path("version").asText()).isEqualTo("1.0.0");
        assertThat(version.at("/platforms/0")).hasToString("{\"os\":\"darwin\",\"arch\":\"arm64\"}");
        assertThat(version.at("/platforms/1")).hasToString("{\"os\":\"linux\",\"arch\":\"amd64\"}");
        assertThat(archive).isEqualTo(ARCHIVE);
        assertThat(metadata.path("shasum").asText()).isEqualTo(sha256(archive));
        assertThat(shasums.lines())
                .hasSize(2)
                .contains(sha256(archive) + "  terraform-provider-sample_1.0.0_linux_amd64.zip");
        assertThat(signature).isEqualTo(signer.sign(registry.shasums(id)));
        assertThat(metadata.at("/signing_keys/gpg_public_keys/0/key_id").asText())
                .isEqualTo(signer.keyId());
    }

    @Test
    void knowsNothingThatWasNotPublished() throws Exception {
        registry.publishSample("tfmirror", "sample", "1.0.0", "linux_amd64");

        assertThat(status("/v1/providers/tfmirror/other/versions")).isEqualTo(404);
        assertThat(status("/v1/providers/tfmirror/sample/1.0.0/download/linux/arm64"))
                .isEqualTo(404);
        assertThat(status("/v1/providers/tfmirror/sample/not-a-version/download/linux/arm64"))
                .isEqualTo(404);
        assertThat(status("/archives/tfmirror/sample/1.0.0/another.zip")).isEqualTo(404);
        assertThat(status("/")).isEqualTo(404);
    }

    @Test
    void aPackageThatIsPublishedAgainHasItsNewBytes() throws Exception {
        PackageId id = registry.publish("tfmirror", "sample", "1.0.0", "linux_amd64", ARCHIVE);
        String oldTag =
                get(registry.archivePath(id)).headers().firstValue("ETag").orElseThrow();

        registry.publish("tfmirror", "sample", "1.0.0", "linux_amd64", new byte[] {1, 2});

        HttpResponse<byte[]> renewed = get(registry.archivePath(id));
        assertThat(renewed.body()).containsExactly(1, 2);
        assertThat(renewed.headers().firstValue("ETag").orElseThrow()).isNotEqualTo(oldTag);
        assertThat(new String(registry.shasums(id), StandardCharsets.UTF_8)).contains(sha256(new byte[] {1, 2}));
    }

    @Test
    void answersRanges() throws Exception {
        String path = registry.archivePath(registry.publish("tfmirror", "sample", "1.0.0", "linux_amd64", ARCHIVE));

        HttpResponse<byte[]> middle = get(path, "Range", "bytes=2-4");

        assertThat(middle.statusCode()).isEqualTo(206);
        assertThat(middle.body()).asString().isEqualTo("234");
        assertThat(middle.headers().firstValue("Content-Range")).contains("bytes 2-4/10");
        assertThat(get(path, "Range", "bytes=7-").body()).asString().isEqualTo("789");
        assertThat(get(path, "Range", "bytes=-2").body()).asString().isEqualTo("89");
        assertThat(get(path, "Range", "bytes=8-99").body()).asString().isEqualTo("89");
        assertThat(get(path, "Range", "bytes=0-1,3-4").statusCode()).isEqualTo(200);
        assertThat(get(path, "Range", "bytes=10-").statusCode()).isEqualTo(416);
    }

    @Test
    void answersARangeOnlyOfTheBytesThatTheClientKnows() throws Exception {
        String path = registry.archivePath(registry.publish("tfmirror", "sample", "1.0.0", "linux_amd64", ARCHIVE));
        String tag = get(path).headers().firstValue("ETag").orElseThrow();

        assertThat(get(path, "Range", "bytes=5-", "If-Range", tag).statusCode()).isEqualTo(206);
        assertThat(get(path, "Range", "bytes=5-", "If-Range", "\"another\"").body())
                .isEqualTo(ARCHIVE);
    }

    @Test
    void answersHeadWithTheLengthAlone() throws Exception {
        String path = registry.archivePath(registry.publish("tfmirror", "sample", "1.0.0", "linux_amd64", ARCHIVE));

        HttpResponse<byte[]> head = client.send(
                HttpRequest.newBuilder(here().resolve(path))
                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofByteArray());

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(10);
        assertThat(head.body()).isEmpty();
    }

    @Test
    void refusesToBeWritten() throws Exception {
        HttpRequest post = HttpRequest.newBuilder(here().resolve("/v1/providers/"))
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();

        assertThat(client.send(post, BodyHandlers.discarding()).statusCode()).isEqualTo(405);
    }

    @Test
    void remembersRequestsAndCountsBytes() throws Exception {
        String path = registry.archivePath(registry.publish("tfmirror", "sample", "1.0.0", "linux_amd64", ARCHIVE));

        get(path);
        get(path, "Range", "bytes=8-");

        assertThat(registry.requestCount(path::equals)).isEqualTo(2);
        assertThat(registry.requests().get(1).header("range")).contains("bytes=8-");
        assertThat(registry.sentBytes(path)).isEqualTo(12);
        assertThat(registry.sentBytes("/never")).isZero();
    }

    @Test
    void servesAFileWithoutHoldingItInMemory() throws Exception {
        PackageId name = registry.publishSample("tfmirror", "big", "1.0.0", "linux_amd64");
        Path archive = SamplePackages.writeBig(folder.resolve("big.zip"), name, 3_000_000);

        PackageId id = registry.publish("tfmirror", "big", "1.0.0", "linux_amd64", archive);

        assertThat(get(registry.archivePath(id)).body()).isEqualTo(Files.readAllBytes(archive));
        assertThat(get(registry.archivePath(id), "Range", "bytes=2999990-3000009")
                        .body())
                .isEqualTo(Arrays.copyOfRange(Files.readAllBytes(archive), 2_999_990, 3_000_010));
    }

    @Test
    void namesThePortThatIsInUse() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, LoopbackPort.address())) {
            assertThatThrownBy(() -> SampleRegistry.start(taken.getLocalPort(), authority.clientContext(), signer))
                    .isInstanceOf(PortInUseException.class)
                    .hasMessageContaining("" + taken.getLocalPort());
        }
    }

    private URI here() {
        return URI.create("https://" + registry.hostname());
    }

    private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(here().resolve(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private int status(String path) throws Exception {
        return get(path).statusCode();
    }

    private byte[] bytes(String path) throws Exception {
        HttpResponse<byte[]> response = get(path);
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }

    private JsonNode json(URI uri) throws Exception {
        return new ObjectMapper().readTree(bytes(uri.toString()));
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
