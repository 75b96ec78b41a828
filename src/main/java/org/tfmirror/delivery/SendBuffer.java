package org.tfmirror.delivery;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;

/**
 * Bounds the bytes that the kernel keeps for a client that reads slowly. By itself it keeps megabytes for one that was
 * fast before, and a container's limit of memory counts them.
 */
@Singleton
class SendBuffer implements HttpServerOptionsCustomizer {

    private final DeliveryConfig delivery;
    private final ProxyConfig proxy;

    SendBuffer(DeliveryConfig delivery, ProxyConfig proxy) {
        this.delivery = delivery;
        this.proxy = proxy;
    }

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        bound(options);
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        bound(options);
    }

    private void bound(HttpServerOptions options) {
        long size = proxy.sendBuffer().asLongValue();
        if (delivery.delivery() == Delivery.PROXY && size > 0) {
            options.setSendBufferSize((int) Math.min(size, Integer.MAX_VALUE));
        }
    }
}
