package org.tfmirror.delivery;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.ws.rs.core.HttpHeaders;
import org.tfmirror.delivery.access.MirrorAccessPolicy;

/** Where a request comes from: clients of the mirror need no name, but may bring a token that has one. */
public final class ClientAddress {

    private ClientAddress() {}

    public static String of(HttpServerRequest request) {
        SocketAddress address = request.remoteAddress();
        String host = address == null ? null : address.hostAddress();
        return host == null ? "unknown" : host;
    }

    /** The token that the request brings, {@code token/NAME}; its address where it brings none that opens the mirror. */
    public static String orToken(HttpServerRequest request, MirrorAccessPolicy access) {
        return access.tokenOf(request.getHeader(HttpHeaders.AUTHORIZATION))
                .map(name -> "token/" + name)
                .orElseGet(() -> of(request));
    }
}
