package org.tfmirror.registry;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.io.Closer;
import org.jspecify.annotations.Nullable;

/** An origin's answer whose body is still on its way. Used by one thread; closing it aborts what is not read. */
final class OriginAnswer implements Closeable {

    private final URI url;
    private final ClassicHttpResponse response;
    private final Runnable abort;
    private final Cancellation cancellation;
    private final Reading reading;
    private final Pace pace;
    private boolean ended;

    OriginAnswer(URI url, ClassicHttpResponse response, Runnable abort, Cancellation cancellation, Reading reading) {
        this.url = url;
        this.response = response;
        this.abort = abort;
        this.cancellation = cancellation;
        this.reading = reading;
        this.pace = new Pace(reading.stallTimeout, reading.minimumRate);
    }

    /** The URL that answered, after all redirects. */
    URI url() {
        return url;
    }

    int status() {
        return response.getCode();
    }

    boolean isRedirect() {
        return switch (status()) {
            case 301, 302, 303, 307, 308 -> true;
            default -> false;
        };
    }

    @Nullable
    String header(String name) {
        @Nullable Header header = response.getFirstHeader(name);
        return header == null ? null : header.getValue();
    }

    @Nullable
    Duration retryAfter() {
        return RetryAfter.parse(header(HttpHeaders.RETRY_AFTER), reading.clock);
    }

    /** Bytes of the body, or -1 where they are not announced. */
    long length() {
        @Nullable HttpEntity entity = response.getEntity();
        return entity == null ? 0 : entity.getContentLength();
    }

    /** Refuses every status but the one wanted, and a body encoded although identity was asked for. */
    void require(int wanted, String what) throws RegistryException {
        if (status() != wanted) {
            throw Faults.ofStatus(what, url, status(), retryAfter());
        }
        @Nullable String encoding = header(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.isBlank() && !encoding.strip().equalsIgnoreCase("identity")) {
            throw new RegistryAnswerInvalidException(
                    Shown.url(url), "Content-Encoding", "is " + Shown.text(encoding) + ", not identity");
        }
    }

    /** As {@link ArchiveStream#read}, of this one answer: a body that breaks off is a {@link TransferCutException}. */
    int read(byte[] buffer, int offset, int length) throws RegistryException {
        refuseIfCancelled(null);
        long before = reading.nanoTime.getAsLong();
        int count;
        try {
            @Nullable
            InputStream body =
                    response.getEntity() == null ? null : response.getEntity().getContent();
            count = body == null ? -1 : body.read(buffer, offset, length);
        } catch (IOException e) {
            refuseIfCancelled(e);
            throw Faults.ofBody(url, e, reading.stallTimeout);
        }
        ended = count < 0;
        if (!ended && !pace.add(count, reading.nanoTime.getAsLong() - before)) {
            throw new StalledException(Shown.url(url), "slower than " + reading.minimumRate + " bytes a second", null);
        }
        return count;
    }

    /** The whole body, of at most so many bytes. */
    byte[] readAll(long limit) throws RegistryException {
        if (length() > limit) {
            throw new TooLargeException(Shown.url(url), limit, length());
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        for (int count; (count = read(buffer, 0, buffer.length)) >= 0; ) {
            all.write(buffer, 0, count);
            if (all.size() > limit) {
                throw new TooLargeException(Shown.url(url), limit, all.size());
            }
        }
        return all.toByteArray();
    }

    private void refuseIfCancelled(@Nullable IOException failure) throws AbortedException {
        if (cancellation.isRequested()) {
            throw new AbortedException(Shown.url(url), failure);
        }
    }

    @Override
    public void close() {
        if (!ended) {
            abort.run(); // else closing would first read the body to its end
        }
        Closer.closeQuietly(response);
    }

    /** How bodies are read. */
    record Reading(Duration stallTimeout, long minimumRate, Clock clock, LongSupplier nanoTime) {}
}
