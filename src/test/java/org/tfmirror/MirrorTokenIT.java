package org.tfmirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.local.Passwords;
import org.tfmirror.local.SamplePackages;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.PackagedApplication;
import org.tfmirror.test.ReplicaExtension;
import org.tfmirror.test.TerraformCli;
import org.tfmirror.test.TerraformCli.Outcome;

/** A mirror that is read with a token: by plain requests, and by the real client where there is one. */
class MirrorTokenIT {

    private static final String TOKEN = Passwords.generate();
    private static final String NEXT_TOKEN = Passwords.generate();
    private static final String SIGNING_KEY = Passwords.generate() + Passwords.generate();

    @RegisterExtension
    static final ReplicaExtension replicas = new ReplicaExtension();

    private static Map<String, PackagedApplication> mirrors = Map.of();
    private static PackageId id;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        String tokens = sha256(TOKEN) + "," + sha256(NEXT_TOKEN);
        mirrors = replicas.startForEachDelivery(setup -> setup.with("tfmirror.mirror.access", "token")
                .with("tfmirror.mirror.tokens", tokens)
                .with("tfmirror.mirror.signing-key", SIGNING_KEY)
                .tls());
        id = replicas.registry().publishSample("acme", "guarded", "1.2.0", TerraformCli.platform());
        AdminApi api = replicas.api(mirror("proxy"));
        assertThat(api.awaitEnd(api.submit(id)).getString("status")).isEqualTo("completed");
    }

    private static String sha256(String text) throws NoSuchAlgorithmException {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static PackagedApplication mirror(String delivery) {
        return Objects.requireNonNull(mirrors.get(delivery));
    }

    private static RequestSpecification request(String delivery) {
        return RestAssured.given()
                .baseUri(mirror(delivery).baseUri().toString())
                .urlEncodingEnabled(false)
                .redirects()
                .follow(false);
    }

    private static RequestSpecification request(String delivery, String token) {
        return request(delivery).header("Authorization", "Bearer " + token);
    }

    private static String path(String file) {
        return "/v1/providers/" + id.provider() + "/" + file;
    }

    private static String archivePath(String delivery) {
        return path(request(delivery, TOKEN)
                .get(path("1.2.0.json"))
                .jsonPath()
                .getString("archives." + id.platform() + ".url"));
    }

    private static void assertRefused(Response answer, int status) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.contentType()).isEqualTo("application/json");
        assertThat(answer.jsonPath().getList("errors")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"index.json", "1.2.0.json", "9.9.9.json"})
    void aDocumentIsGivenForAGoodTokenOnly(String document) {
        for (Response answer : List.of(
                request("proxy").get(path(document)),
                request("proxy").auth().preemptive().basic("x", TOKEN).get(path(document)),
                request("proxy", replicas.stack().adminToken()).get(path(document)),
                request("proxy", TOKEN + "x").get(path(document)))) {
            assertRefused(answer, 401);
            assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
        }
        int found = document.startsWith("9") ? 404 : 200;
        assertThat(request("proxy", TOKEN).get(path(document)).statusCode()).isEqualTo(found);
        assertThat(request("proxy", NEXT_TOKEN).get(path(document)).statusCode())
                .isEqualTo(found);
    }

    @Test
    void aDocumentIsForNobodyElsesCacheAndCanBeToldUnchanged() {
        Response first = request("proxy", TOKEN).get(path("index.json"));
        Response again = request("proxy", TOKEN)
                .header("If-None-Match", first.header("ETag"))
                .get(path("index.json"));

        assertThat(first.header("Cache-Control")).isEqualTo("private, no-cache");
        assertThat(again.statusCode()).isEqualTo(304);
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy", "redirect"})
    void anArchiveIsGivenToWhomHasItsSignedUrl(String delivery) {
        String signed = archivePath(delivery);
        int given = delivery.equals("proxy") ? 200 : 307;

        assertThat(request(delivery).get(signed).statusCode()).isEqualTo(given);
        Response head = request(delivery).head(signed);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.header("Content-Length")).isEqualTo("" + SamplePackages.small(id).length);
        assertThat(request(delivery)
                        .header("If-None-Match", head.header("ETag"))
                        .get(signed)
                        .statusCode())
                .isEqualTo(304);
    }

    @Test
    void aSignedUrlOfOneReplicaIsGoodAtAnother() {
        Response part = request("proxy").header("Range", "bytes=0-9").get(archivePath("redirect"));

        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.asByteArray()).hasSize(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy", "redirect"})
    void noOtherUrlOfAnArchiveIsGood(String delivery) {
        String signed = archivePath(delivery);
        String bare = signed.substring(0, signed.indexOf('?'));
        for (String url : List.of(
                bare,
                bare + "?expires=99999999999&signature=",
                signed + "x",
                signed.replaceFirst("expires=", "expires=1"),
                signed.replace("1.2.0_", "1.3.0_"),
                signed.replace(id.archiveName(), "terraform-provider-guarded_1.2.0_plan9_386.zip"))) {
            assertRefused(request(delivery).get(url), 403);
            assertThat(request(delivery).head(url).statusCode()).as(url).isEqualTo(403);
            assertRefused(request(delivery, TOKEN).get(url), 403);
        }
    }

    /** Which no library of ours would send. */
    @ParameterizedTest
    @CsvSource({
        "'', 403",
        "%zz, 400",
        "expires=%zz&signature=%, 400",
        "&&=&expires, 403",
        "expires=1&expires=2&signature=x, 403"
    })
    void aQueryThatIsNoneIsNoKeyEither(String query, int status) throws IOException {
        URI mirror = mirror("proxy").baseUri();
        try (Socket socket = new Socket(mirror.getHost(), mirror.getPort())) {
            socket.getOutputStream()
                    .write("GET %s?%s HTTP/1.1\r\nHost: mirror\r\nConnection: close\r\n\r\n"
                            .formatted(path(id.archiveName()), query)
                            .getBytes(StandardCharsets.US_ASCII));

            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 %d ".formatted(status));
        }
    }

    @Test
    void withoutASigningKeyThereIsNoStart() {
        assertThatThrownBy(() -> replicas.replica()
                        .with("tfmirror.mirror.access", "token")
                        .with("tfmirror.mirror.tokens", sha256(TOKEN))
                        .start())
                .hasMessageContaining("tfmirror.mirror.signing-key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy", "redirect"})
    void terraformInstallsWithTheTokenAndNotWithout(String delivery) throws Exception {
        assumeTrue(TerraformCli.isPresent(), "terraform is not on the PATH");
        PackagedApplication mirror = mirror(delivery);
        String credentials = """
                credentials "localhost:%d" {
                  token = "%s"
                }
                """.formatted(mirror.tlsUri().getPort(), TOKEN);

        Outcome without = init(mirror, "without", "");
        Outcome with = init(mirror, "with", credentials);

        assertThat(without.exitCode()).as(without.output()).isNotZero();
        assertThat(without.output()).contains("rejected the given");
        assertThat(with.exitCode()).as(with.output()).isZero();
        assertThat(with.output()).contains("Installed " + id.provider() + " v1.2.0 (verified checksum)");
    }

    private Outcome init(PackagedApplication mirror, String name, String credentials) throws Exception {
        Path module = Files.createDirectories(folder.resolve(name));
        Files.writeString(module.resolve("main.tf"), """
                terraform {
                  required_providers {
                    it = { source = "%s" }
                  }
                }
                """.formatted(id.provider()));
        TerraformCli terraform = new TerraformCli(
                Files.createTempDirectory(folder, "home-"), replicas.stack().caBundle());
        return terraform.run(module, credentials + """
                provider_installation {
                  network_mirror { url = "%s/v1/providers/" }
                }
                """.formatted(mirror.tlsUri()), "init", "-no-color");
    }
}
