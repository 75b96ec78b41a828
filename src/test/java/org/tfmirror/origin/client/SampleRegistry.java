package org.tfmirror.origin.client;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.tfmirror.origin.http.ProxySettings;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/** A scripted registry with one provider, and a client that may reach it. */
public final class SampleRegistry implements AutoCloseable {

    static final String DISCOVERY = "/.well-known/terraform.json";
    static final String VERSIONS = "/v1/providers/acme/demo/versions";
    public static final String PACKAGE = "/v1/providers/acme/demo/1.2.3/download/linux/amd64";
    public static final String ARCHIVE = "/files/demo.zip";
    public static final String SHASUM = "0123456789abcdef".repeat(4);

    /** Bytes that differ from place to place, so that a wrong resume shows. */
    public static final byte[] CONTENT = content(500_000);

    public final TestOrigin origin;
    final SettableClock clock = new SettableClock();
    final Path caBundle;
    private OriginClient client;

    public SampleRegistry(Path directory) {
        TestCertificate certificate = TestCertificate.forLocalNames();
        origin = new TestOrigin(certificate);
        caBundle = certificate.writeTo(directory.resolve("ca-" + origin.port() + ".pem"));
        client = client(Map.of());
        origin.on(DISCOVERY, Reply.json("{\"providers.v1\":\"/v1/providers/\"}"))
                .on(PACKAGE, Reply.json(metadataJson()))
                .on(ARCHIVE, Reply.bytes(CONTENT).with("ETag", "\"one\""));
    }

    /** A client with other settings than the usual ones. */
    public OriginClient client(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(
                Map.of("allowed-hostnames", "localhost:" + origin.port(), "ca-bundle", caBundle.toString()));
        all.putAll(settings);
        return new OriginClient(
                TestConfig.of(all), ProxySettings.NONE, InetAddress::getAllByName, clock, System::nanoTime);
    }

    public SampleRegistry configured(Map<String, String> settings) {
        client.close();
        client = client(settings);
        return this;
    }

    public OriginClient client() {
        return client;
    }

    ProviderAddress provider() {
        return ProviderAddress.parse("localhost:" + origin.port() + "/acme/demo");
    }

    public PackageId packageId() {
        return new PackageId(provider(), ProviderVersion.parse("1.2.3"), Platform.parse("linux_amd64"));
    }

    /** What the registry says of the package when nothing is wrong. */
    public static String metadataJson() {
        return """
                {"protocols":["5.0"],"os":"linux","arch":"amd64",
                 "filename":"terraform-provider-demo_1.2.3_linux_amd64.zip",
                 "download_url":"/files/demo.zip","shasum":"%s",
                 "shasums_url":"/files/SHA256SUMS","shasums_signature_url":"/files/SHA256SUMS.sig",
                 "signing_keys":{"gpg_public_keys":[{"key_id":"AB12","ascii_armor":"-----BEGIN"}]}}""".formatted(SHASUM);
    }

    /** The same with one field's JSON value replaced, or the field removed where the value is empty. */
    public static String metadataJson(String field, String value) {
        try {
            ObjectMapper mapper = new ObjectMapper();
            ObjectNode node = (ObjectNode) mapper.readTree(metadataJson());
            node.remove(field);
            if (!value.isEmpty()) {
                node.set(field, mapper.readTree(value));
            }
            return node.toString();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] content(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + i / 251);
        }
        return bytes;
    }

    @Override
    public void close() {
        client.close();
        origin.close();
    }
}
