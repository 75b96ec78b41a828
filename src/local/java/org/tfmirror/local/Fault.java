package org.tfmirror.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;

/** Something that goes wrong with one answer of the {@link SampleRegistry}. */
@FunctionalInterface
public interface Fault {

    /** Makes the answer to send of the regular one; called in the request's thread, so it may also wait. */
    RegistryReply apply(RegistryReply regular) throws IOException, InterruptedException;

    /** Answers with another status and a body of no use. */
    static Fault status(int status) {
        return answer(status, "text/plain", "status " + status);
    }

    /** Answers with another status and {@code Retry-After} in seconds. */
    static Fault status(int status, Duration retryAfter) {
        return regular -> status(status).apply(regular).withHeader("Retry-After", "" + retryAfter.toSeconds());
    }

    /** Answers with this in place of the regular answer. */
    static Fault answer(int status, String contentType, String body) {
        return regular -> RegistryReply.of(status, contentType, body);
    }

    /** Sends the client elsewhere (302). */
    static Fault redirect(String location) {
        return regular -> status(302).apply(regular).withHeader("Location", location);
    }

    /** Answers regularly but with other bytes. */
    static Fault body(byte[] bytes) {
        return regular -> regular.withContent(ArchiveContent.of(bytes));
    }

    /** Answers regularly but with the body, a text, rewritten. */
    static Fault rewritten(UnaryOperator<String> edit) {
        return regular -> {
            try (InputStream in = regular.content().open(0)) {
                String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                return body(edit.apply(text).getBytes(StandardCharsets.UTF_8)).apply(regular);
            }
        };
    }

    /** Answers with these bytes, whatever is regular, as where a redirect leads. */
    static Fault found(byte[] bytes) {
        return regular -> RegistryReply.of(200, "application/octet-stream", ArchiveContent.of(bytes));
    }

    /** Answers regularly but in gzip, as nobody has asked for. */
    static Fault gzipped() {
        return regular -> {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (InputStream in = regular.content().open(0);
                    GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
                in.transferTo(gzip);
            }
            return header("Content-Encoding", "gzip")
                    .apply(body(bytes.toByteArray()).apply(regular));
        };
    }

    String TRANSFER_ENCODING = "Transfer-Encoding";

    /** Answers regularly but does not say how long the body is. */
    static Fault ofUnknownLength() {
        return header(TRANSFER_ENCODING, "chunked");
    }

    /** Answers regularly but with a header more. */
    static Fault header(String name, String value) {
        return regular -> regular.withHeader(name, value);
    }

    /** Closes the connection before the status line. */
    static Fault noAnswer() {
        return regular -> regular.broken(-1, null);
    }

    /** Promises the whole body, sends {@code bytes} of it and closes the connection. */
    static Fault cutBodyAfter(long bytes) {
        return regular -> regular.broken(bytes, null);
    }

    /** Sends {@code bytes} of the body, and the rest only after {@code released}. */
    static Fault stallAfter(long bytes, CountDownLatch released) {
        return regular -> regular.broken(bytes, released);
    }

    /** Answers only after {@code released}. */
    static Fault holdUntil(CountDownLatch released) {
        return regular -> {
            released.await();
            return regular;
        };
    }

    /** Answers regularly, but as over a distance: after a time, and so many bytes a second. */
    static Fault distant(Duration latency, long bytesPerSecond) {
        return regular -> {
            TimeUnit.NANOSECONDS.sleep(latency.toNanos());
            return regular.withContent(regular.content().atRate(bytesPerSecond));
        };
    }

    /** Flips the bits of the byte at this position of the archive or document, whichever range of it is asked for. */
    static Fault corruptByteAt(long position) {
        return regular -> regular.withContent(regular.content().corruptedAt(position));
    }

    /** For signatures: a well-formed one that does not fit its document. */
    static Fault wrongSignature() {
        return regular -> corruptByteAt(regular.content().length() - 1).apply(regular);
    }
}
