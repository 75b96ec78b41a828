package org.tfmirror.origin.http;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.io.Closer;
import org.jspecify.annotations.Nullable;
import org.tfmirror.origin.ArchiveStream;
import org.tfmirror.origin.Cancellation;
import org.tfmirror.origin.OriginException;
import org.tfmirror.origin.OriginException.Aborted;
import org.tfmirror.origin.OriginException.Refused;
import org.tfmirror.origin.OriginException.Stalled;
import org.tfmirror.origin.OriginException.TooLarge;
import org.tfmirror.origin.OriginException.TransferCut;
import org.tfmirror.origin.guard.Shown;
import org.tfmirror.provider.MinimumRate;

/** An origin's answer whose body is still on its way. Used by one thread; closing it aborts what is not read. */
public final class OriginResponse implements Closeable {

    private static final Pattern GZIP = Pattern.compile("(?i)(?<![a-z0-9-])(x-)?gzip(?![a-z0-9-])");

    private final URI url;
    private final ClassicHttpResponse response;
    private final Runnable abort;
    private final Cancellation cancellation;
    private final Reading reading;
    private final MinimumRate rate;
    private byte[] ahead = new byte[0];
    private @Nullable GzipBody gzip;
    private boolean ended;
    private @Nullable Credential credential;

    OriginResponse(URI url, ClassicHttpResponse response, Runnable abort, Cancellation cancellation, Reading reading) {
        this.url = url;
        this.response = response;
        this.abort = abort;
        this.cancellation = cancellation;
        this.reading = reading;
        this.rate = new MinimumRate(reading.stallTimeout, reading.minimumRate);
    }

    /** Notes what the request carried, for a message. */
    OriginResponse sentWith(@Nullable Credential credential) {
        this.credential = credential;
        return this;
    }

    /** The URL that answered, after all redirects. */
    URI url() {
        return url;
    }

    public int status() {
        return response.getCode();
    }

    boolean isRedirect() {
        return switch (status()) {
            case 301, 302, 303, 307, 308 -> true;
            default -> false;
        };
    }

    @Nullable
    public String header(String name) {
        @Nullable Header header = response.getFirstHeader(name);
        return header == null ? null : header.getValue();
    }

    @Nullable
    Duration retryAfter() {
        return RetryAfter.parse(header(HttpHeaders.RETRY_AFTER), reading.clock);
    }

    /** Bytes of the body, or -1 where they are not announced. */
    public long length() {
        @Nullable HttpEntity entity = response.getEntity();
        return entity == null ? 0 : entity.getContentLength();
    }

    /** Refuses every status but the one wanted. */
    public void require(int wanted, String what) throws OriginException {
        if (status() == 401 || status() == 403) {
            throw new Refused(Shown.url(url), status(), credential == null ? null : credential.name());
        }
        if (status() != wanted) {
            throw HttpErrors.ofStatus(what, url, status(), retryAfter());
        }
    }

    /**
     * Makes {@link #read} give what the body says rather than what it is, where it is in gzip although identity was
     * asked for: if it says so, and looks so. Other encodings encode nothing ({@code aws-chunked}), or nothing that is
     * known here, and what was signed will tell. To be called before anything is read.
     *
     * @return whether it is in gzip, so that the announced length is not that of what is read
     */
    public boolean decode() throws OriginException {
        @Nullable String encoding = header(HttpHeaders.CONTENT_ENCODING);
        if (encoding == null || !GZIP.matcher(encoding).find()) {
            return false;
        }
        while (ahead.length < 2 && !ended) {
            byte[] more = new byte[2 - ahead.length];
            int count = receive(more, 0, more.length);
            byte[] longer = Arrays.copyOf(ahead, ahead.length + Math.max(0, count));
            System.arraycopy(more, 0, longer, ahead.length, Math.max(0, count));
            ahead = longer;
        }
        if (ahead.length == 2 && ahead[0] == 0x1f && ahead[1] == (byte) 0x8b) {
            gzip = new GzipBody(Shown.url(url), this::next);
        }
        return gzip != null;
    }

    /** As {@link ArchiveStream#read}, of this one answer: a body that breaks off is a {@link TransferCut}. */
    public int read(byte[] buffer, int offset, int length) throws OriginException {
        return gzip == null ? next(buffer, offset, length) : gzip.read(buffer, offset, length);
    }

    /** What was read ahead, and then what arrives. */
    private int next(byte[] buffer, int offset, int length) throws OriginException {
        if (ahead.length == 0) {
            return ended ? -1 : receive(buffer, offset, length);
        }
        int count = Math.min(length, ahead.length);
        System.arraycopy(ahead, 0, buffer, offset, count);
        ahead = Arrays.copyOfRange(ahead, count, ahead.length);
        return count;
    }

    private int receive(byte[] buffer, int offset, int length) throws OriginException {
        refuseIfCancelled(null);
        rate.waitFrom(reading.nanoTime.getAsLong());
        int count;
        try {
            @Nullable
            InputStream body =
                    response.getEntity() == null ? null : response.getEntity().getContent();
            count = body == null ? -1 : body.read(buffer, offset, length);
        } catch (IOException e) {
            refuseIfCancelled(e);
            throw HttpErrors.ofBody(url, e, reading.stallTimeout);
        }
        ended = count < 0;
        if (ended) {
            return count;
        }
        long now = reading.nanoTime.getAsLong();
        rate.moved(count, now);
        if (rate.isMissed(now)) {
            throw new Stalled(Shown.url(url), "slower than " + reading.minimumRate + " bytes a second", null);
        }
        return count;
    }

    /** The whole body, of at most so many bytes. */
    byte[] readAll(long limit) throws OriginException {
        if (length() > limit) {
            throw new TooLarge(Shown.url(url), limit, length());
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        for (int count; (count = read(buffer, 0, buffer.length)) >= 0; ) {
            all.write(buffer, 0, count);
            if (all.size() > limit) {
                throw new TooLarge(Shown.url(url), limit, all.size());
            }
        }
        return all.toByteArray();
    }

    private void refuseIfCancelled(@Nullable IOException failure) throws Aborted {
        if (cancellation.isRequested()) {
            throw new Aborted(Shown.url(url), failure);
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
