package org.tfmirror.origin.http;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.HttpsSupport;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * TLS to origins. A name with an underscore, as buckets have, is not a host name to the JDK: it neither sends it (SNI) nor
 * checks it, and refuses the handshake. For these the HTTP client's own check of the certificate's names stands in. Who
 * vouches for a certificate is checked the same way for all.
 */
final class OriginTls implements TlsSocketStrategy {

    private final TlsSocketStrategy usual;
    private final TlsSocketStrategy underscored;

    OriginTls(SSLContext context) {
        this.usual = new DefaultClientTlsStrategy(context);
        this.underscored = new DefaultClientTlsStrategy(
                context, HostnameVerificationPolicy.CLIENT, HttpsSupport.getDefaultHostnameVerifier());
    }

    @Override
    public SSLSocket upgrade(Socket socket, String target, int port, @Nullable Object attachment, HttpContext context)
            throws IOException {
        TlsSocketStrategy strategy = target.indexOf('_') < 0 ? usual : underscored;
        return strategy.upgrade(socket, target, port, attachment, context);
    }
}
