package org.tfmirror.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.tfmirror.local.CertificateAuthority;
import org.tfmirror.local.IssuedCertificate;

/** What a handshake costs: which engine makes it, how long it may take, and that a client need make it only once. */
class TlsServerTest {

    private final CertificateAuthority authority = CertificateAuthority.create();

    private static HttpServerOptions customized() {
        HttpServerOptions options = new HttpServerOptions().setSsl(true);
        TlsServer.customize(options, Duration.ofSeconds(60));
        return options;
    }

    @Test
    void aHandshakeHasTheTimeOfHeaders() {
        HttpServerOptions options = customized();

        assertThat(options.getSslHandshakeTimeoutUnit().toSeconds(options.getSslHandshakeTimeout()))
                .isEqualTo(60);
    }

    @Test
    void boringSslMakesItOnLinux() {
        assumeTrue(System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux"), "only Linux has it here");

        assertThat(customized().getSslEngineOptions()).isInstanceOf(OpenSSLEngineOptions.class);
    }

    @Test
    void aClientThatComesBackResumesItsSession() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            IssuedCertificate issued = authority.issue("localhost");
            HttpServerOptions options = customized()
                    .setKeyCertOptions(new PemKeyCertOptions()
                            .setCertValue(Buffer.buffer(issued.certificatePem()))
                            .setKeyValue(Buffer.buffer(issued.keyPem())));
            HttpServer server = vertx.createHttpServer(options)
                    .requestHandler(request -> request.response().end("ok"))
                    .listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
            SSLContext client = authority.clientContext();

            long first = createdAt(client, server.actualPort());

            assertThat(createdAt(client, server.actualPort())).isEqualTo(first);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        }
    }

    /** When the session began that a request was made in. */
    private static long createdAt(SSLContext client, int port) throws IOException {
        try (SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket("localhost", port)) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .contains("200 OK");
            return socket.getSession().getCreationTime();
        }
    }
}
