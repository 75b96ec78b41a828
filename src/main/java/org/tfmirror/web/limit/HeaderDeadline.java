package org.tfmirror.web.limit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose next request does not arrive in time: counted from the connection's own begin, TLS handshake
 * included, and later from the first byte after the last request. A connection that is silent between requests stays. To
 * be used on the channel's event loop only.
 */
final class HeaderDeadline extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = Logger.getLogger(HeaderDeadline.class);
    private static final AttributeKey<HeaderDeadline> KEY = AttributeKey.valueOf(HeaderDeadline.class, "of-channel");

    private final Channel channel;
    private final Duration limit;
    private int underWay;
    private @Nullable Future<?> timer;

    HeaderDeadline(Channel channel, Duration limit) {
        this.channel = channel;
        this.limit = limit;
    }

    /** Before the channel is registered. */
    static void install(Channel channel, Duration limit) {
        HeaderDeadline deadline = new HeaderDeadline(channel, limit);
        channel.attr(KEY).set(deadline);
        channel.pipeline().addFirst(deadline);
    }

    /** The connection's own, or one that does nothing. */
    static HeaderDeadline of(HttpConnection connection) {
        Channel channel = ((ConnectionBase) connection).channel();
        @Nullable HeaderDeadline deadline = channel.attr(KEY).get();
        return deadline == null ? new HeaderDeadline(channel, Duration.ZERO) : deadline;
    }

    /** A request's headers are there. */
    void requestBegins() {
        underWay++;
        stop();
    }

    /** It is answered. */
    void requestEnds() {
        underWay--;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        start();
        context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        if (underWay == 0 && timer == null) {
            start();
        }
        context.fireChannelRead(bytes);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        stop();
        context.fireChannelInactive();
    }

    /** A client that resets a connection on which it has asked nothing: the framework would warn, with its stack. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (underWay == 0 && cause instanceof IOException) {
            LOG.debugf("connection broken between requests error=%s", cause.getMessage());
        } else {
            context.fireExceptionCaught(cause);
        }
    }

    private void start() {
        timer = channel.eventLoop().schedule(this::expire, limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void stop() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void expire() {
        LOG.debugf("connection closed, no request arrived in time source=%s limit=%s", channel.remoteAddress(), limit);
        channel.close();
    }
}
