package org.tfmirror.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateAuthorityTest {

    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

    @TempDir
    Path folder;

    @Test
    void aTrustingClientReachesTheServerByNameAndByAddress() throws Exception {
        CertificateAuthority authority = CertificateAuthority.create();
        SSLContext server = authority.serverContext(authority.issue("localhost", "127.0.0.1", "::1"));

        assertThat(get(server, authority.clientContext(), "localhost")).isEqualTo(204);
        assertThat(get(server, authority.clientContext(), "127.0.0.1")).isEqualTo(204);
    }

    @Test
    void aClientThatTrustsAnotherAuthorityIsSafeFromIt() {
        CertificateAuthority authority = CertificateAuthority.create();
        SSLContext server = authority.serverContext(authority.issue("localhost"));

        assertThatThrownBy(() -> get(server, CertificateAuthority.create().clientContext(), "localhost"))
                .isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void aCertificateIsGoodForItsNamesOnly() {
        CertificateAuthority authority = CertificateAuthority.create();
        SSLContext server = authority.serverContext(authority.issue("mirror.example"));

        assertThatThrownBy(() -> get(server, authority.clientContext(), "localhost"))
                .isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void anExpiredCertificateIsRefused() {
        CertificateAuthority authority =
                CertificateAuthority.create(Clock.fixed(Instant.parse("2020-01-01T00:00:00Z"), ZoneOffset.UTC));
        SSLContext server = authority.serverContext(authority.issue("localhost"));

        assertThatThrownBy(() -> get(server, authority.clientContext(), "localhost"))
                .isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void aServersCertificateIsOneOfAServerAndSignsNoOthers() throws Exception {
        X509Certificate leaf = CertificateAuthority.create().issue("localhost").certificate();

        assertThat(leaf.getBasicConstraints()).as("no authority").isEqualTo(-1);
        assertThat(leaf.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(Duration.between(
                        leaf.getNotBefore().toInstant(), leaf.getNotAfter().toInstant()))
                .isLessThan(Duration.ofDays(398));
        assertThatThrownBy(() -> CertificateAuthority.create().issue()).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theAuthorityIsKeptForItsOwnerAlone() throws Exception {
        Path directory = folder.resolve("tls");

        CertificateAuthority first = CertificateAuthority.loadOrCreate(directory);
        CertificateAuthority second = CertificateAuthority.loadOrCreate(directory);

        assertThat(second.certificate()).isEqualTo(first.certificate());
        assertThat(permissions(directory)).isEqualTo("rwx------");
        assertThat(permissions(directory.resolve("ca-key.pem"))).isEqualTo("rw-------");
        second.issue("localhost").certificate().verify(first.certificate().getPublicKey());
    }

    @Test
    void anAuthorityThatEndsSoonIsReplaced() throws Exception {
        CertificateAuthority old = CertificateAuthority.loadOrCreate(folder, Clock.fixed(NOW, ZoneOffset.UTC));
        Clock later = Clock.fixed(NOW.plus(Duration.ofDays(3640)), ZoneOffset.UTC);

        CertificateAuthority renewed = CertificateAuthority.loadOrCreate(folder, later);

        assertThat(renewed.certificate()).isNotEqualTo(old.certificate());
        assertThat(renewed.certificate().getSubjectX500Principal())
                .isNotEqualTo(old.certificate().getSubjectX500Principal());
        assertThat(CertificateAuthority.loadOrCreate(folder, later).certificate())
                .isEqualTo(renewed.certificate());
    }

    @Test
    void aKeyAndACertificateThatDoNotBelongTogetherAreReplaced() throws Exception {
        CertificateAuthority.loadOrCreate(folder);
        Files.writeString(
                folder.resolve("ca.pem"), CertificateAuthority.create().certificatePem());

        CertificateAuthority replaced = CertificateAuthority.loadOrCreate(folder);

        assertThat(Files.readString(folder.resolve("ca.pem"))).isEqualTo(replaced.certificatePem());
        replaced.issue("localhost").certificate().verify(replaced.certificate().getPublicKey());
    }

    @Test
    void filesThatHoldNoAuthorityAreNamed() throws Exception {
        Files.writeString(folder.resolve("ca.pem"), "nothing");
        Files.writeString(folder.resolve("ca-key.pem"), "nothing");

        assertThatThrownBy(() -> CertificateAuthority.loadOrCreate(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ca.pem");
    }

    @Test
    void aServersCertificateIsWrittenWithItsChain() throws Exception {
        CertificateAuthority authority = CertificateAuthority.create();

        IssuedCertificate.PemFiles files = authority.issue("localhost").writePem(folder, "server");

        assertThat(Files.readString(files.certificate())).endsWith(authority.certificatePem());
        assertThat(Files.readString(files.key())).startsWith("-----BEGIN PRIVATE");
        assertThat(permissions(files.key())).isEqualTo("rw-------");
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static int get(SSLContext serverContext, SSLContext clientContext, String host) throws Exception {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(LoopbackPort.address(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(serverContext));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        try {
            URI uri = URI.create("https://" + host + ":" + server.getAddress().getPort() + "/");
            return HttpClient.newBuilder()
                    .sslContext(clientContext)
                    .build()
                    .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } finally {
            server.stop(0);
        }
    }
}
