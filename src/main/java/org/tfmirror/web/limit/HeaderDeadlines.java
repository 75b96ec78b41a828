package org.tfmirror.web.limit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.tfmirror.web.HttpConfig;

/** Gives each connection that the HTTP servers accept a {@link HeaderDeadline}. */
@Singleton
class HeaderDeadlines {

    private final Vertx vertx;
    private final Duration limit;

    HeaderDeadlines(Vertx vertx, HttpConfig config) {
        this.vertx = vertx;
        this.limit = config.headerTimeout();
    }

    void onStart(@ObservesAsync HttpServerStart started) {
        watchServers();
    }

    void onStart(@ObservesAsync HttpsServerStart started) {
        watchServers();
    }

    /** Vert.x offers no hook for a connection before its first request, so we take the server's channels from Netty. */
    private void watchServers() {
        for (EventExecutor each : ((VertxInternal) vertx).getAcceptorEventLoopGroup()) {
            if (each instanceof SingleThreadEventLoop loop) {
                loop.execute(() -> loop.registeredChannelsIterator().forEachRemaining(this::watch));
            }
        }
    }

    private void watch(Channel server) {
        if (server instanceof ServerChannel && server.pipeline().get(AcceptHandler.class) == null) {
            server.pipeline().addFirst(new AcceptHandler());
        }
    }

    /** Sees a connection as it is accepted. */
    @Sharable
    private final class AcceptHandler extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object accepted) {
            if (accepted instanceof Channel channel) {
                HeaderDeadline.install(channel, limit);
            }
            context.fireChannelRead(accepted);
        }
    }
}
