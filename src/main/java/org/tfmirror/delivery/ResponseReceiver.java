package org.tfmirror.delivery;

import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A client over HTTP. A chunk is taken once it is in the socket's buffer, independent of the protocol's own window. */
final class ResponseReceiver implements Receiver {

    /** INTERNAL_ERROR of <a href="https://www.rfc-editor.org/rfc/rfc9113#name-error-codes">RFC 9113, 7</a>. */
    private static final long INTERNAL_ERROR = 2;

    private final HttpServerRequest request;
    private final Runnable onEnd;

    /** @param onEnd called once, when the answer is over */
    ResponseReceiver(HttpServerRequest request, Runnable onEnd) {
        this.request = request;
        this.onEnd = onEnd;
    }

    @Override
    public CompletionStage<Void> send(byte[] chunk) {
        HttpServerResponse response = request.response();
        try {
            if (!response.headWritten() && !response.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
                response.setChunked(true);
            }
            return response.write(Buffer.buffer(chunk)).toCompletionStage();
        } catch (IllegalStateException e) {
            return CompletableFuture.failedStage(e); // it is over already
        }
    }

    @Override
    public void end() {
        if (!request.response().ended()) {
            request.response().end();
        }
        onEnd.run();
    }

    @Override
    public void cut() {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset(INTERNAL_ERROR); // this stream alone
        } else if (request.connection() instanceof ConnectionBase connection) {
            reset(connection);
        } else {
            request.connection().close();
        }
        onEnd.run();
    }

    /** The connection's own way to close waits for the client to take the rest, and so does the kernel's. */
    private static void reset(ConnectionBase connection) {
        ChannelConfig config = connection.channel().config();
        try {
            config.setOption(ChannelOption.SO_LINGER, 0);
        } catch (ChannelException e) {
            return; // it is closed already
        }
        connection.channelHandlerContext().close();
    }
}
