package org.tfmirror.local;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.tfmirror.local.RegistryReply.Breakage;

/** Sends a reply, or the range of it that the request asks for, and counts the body's bytes as they leave. */
final class ReplyWriter {

    private static final int CHUNK = 64 * 1024;

    private final HttpExchange exchange;
    private final LongAdder sent;

    ReplyWriter(HttpExchange exchange, LongAdder sent) {
        this.exchange = exchange;
        this.sent = sent;
    }

    /**
     * Sends it. A body that is to be cut leaves the exchange unfinished, and closing that closes the connection.
     *
     * @throws InterruptedException where the registry closes while a stalled body waits
     */
    void write(RegistryReply reply) throws IOException, InterruptedException {
        Breakage breakage = reply.breakage();
        if (breakage != null && breakage.after() < 0) {
            return;
        }
        Headers headers = exchange.getResponseHeaders();
        reply.headers().forEach(headers::set);
        long length = reply.content().length();
        int status = reply.status();
        ByteRange part = new ByteRange(0, length - 1);
        if (status == 200) {
            headers.set("ETag", etag(reply));
            headers.set("Accept-Ranges", "bytes");
            ByteRange range = requestedRange(reply);
            if (range != null && !range.satisfiable()) {
                headers.set("Content-Range", "bytes */" + length);
                exchange.sendResponseHeaders(416, -1);
                return;
            }
            if (range != null) {
                part = range;
                status = 206;
                headers.set("Content-Range", "bytes %d-%d/%d".formatted(part.first(), part.last(), length));
            }
        }
        if (exchange.getRequestMethod().equals("HEAD")) {
            headers.set("Content-Length", "" + part.length());
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        boolean chunked = "chunked".equals(reply.headers().get(Fault.TRANSFER_ENCODING));
        exchange.sendResponseHeaders(status, part.length() == 0 ? -1 : chunked ? 0 : part.length());
        try (InputStream in = reply.content().open(part.first())) {
            send(in, part.length(), breakage);
        }
    }

    private void send(InputStream in, long length, @Nullable Breakage breakage)
            throws IOException, InterruptedException {
        if (breakage == null || breakage.after() >= length) {
            copy(in, length);
            return;
        }
        copy(in, breakage.after());
        if (breakage.until() != null) {
            breakage.until().await();
            copy(in, length - breakage.after());
        }
    }

    private void copy(InputStream in, long length) throws IOException {
        OutputStream out = exchange.getResponseBody();
        byte[] chunk = new byte[CHUNK];
        for (long left = length; left > 0; ) {
            int count = in.read(chunk, 0, (int) Math.min(left, chunk.length));
            if (count < 0) {
                throw new IOException("the published bytes became fewer");
            }
            sent.add(count); // first, so that who has them finds them counted
            out.write(chunk, 0, count);
            left -= count;
        }
        out.flush();
    }

    private @Nullable ByteRange requestedRange(RegistryReply reply) {
        Headers asked = exchange.getRequestHeaders();
        String condition = asked.getFirst("If-Range");
        if (condition != null && !condition.equals(etag(reply))) {
            return null;
        }
        return ByteRange.parse(asked.getFirst("Range"), reply.content().length());
    }

    private static String etag(RegistryReply reply) {
        return '"' + reply.content().sha256() + '"';
    }
}
