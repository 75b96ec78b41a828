package org.tfmirror.web;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Makes TLS handshakes cheap and patient: BoringSSL where Netty has it, which takes a fraction of the JDK's time, above
 * all before that is compiled (docs/adr/0026), and as much time for a handshake as for a request's headers.
 */
@Singleton
class TlsServer implements HttpServerOptionsCustomizer {

    private static final Logger LOG = Logger.getLogger(TlsServer.class);

    private final Duration handshakeTimeout;

    TlsServer(HttpConfig config) {
        this.handshakeTimeout = config.headerTimeout();
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        customize(options, handshakeTimeout);
    }

    static void customize(HttpServerOptions options, Duration handshakeTimeout) {
        options.setSslHandshakeTimeout(handshakeTimeout.toMillis()).setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        boolean boringSsl = OpenSSLEngineOptions.isAvailable() && OpenSSLEngineOptions.isAlpnAvailable();
        if (boringSsl) {
            options.setSslEngineOptions(new OpenSSLEngineOptions());
        }
        if (options.getKeyCertOptions() != null) { // else there is no TLS server
            LOG.infof("TLS server starts engine=%s", boringSsl ? "boringssl" : "jdk");
        }
    }
}
