package org.tfmirror.origin.client;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tfmirror.origin.ArchiveStream;
import org.tfmirror.origin.OriginException;
import org.tfmirror.origin.OriginException.TooLarge;
import org.tfmirror.origin.OriginException.TransferCut;
import org.tfmirror.origin.http.OriginResponse;

/** An archive from a registry, resumed with {@code Range} and {@code If-Range} (RFC 9110, section 13.1.5) when cut. */
final class ResumingArchiveStream implements ArchiveStream {

    /** Resumes in a row that may bring less than {@link #PROGRESS} before the transfer is given up. */
    static final int FRUITLESS_RESUMES = 3;

    static final long PROGRESS = 64 * 1024;

    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18})");
    private static final Pattern STRONG_ETAG = Pattern.compile("\"[\\x21\\x23-\\x7e\\x80-\\xff]*\"");

    private final ArchiveRequest request;
    private final long limit;
    private final @Nullable String etag;
    private OriginResponse answer;
    private long expected;
    private long received;
    private long resumedAt;
    private int fruitless;

    private ResumingArchiveStream(
            ArchiveRequest request, OriginResponse answer, long expected, long limit, @Nullable String etag) {
        this.request = request;
        this.answer = answer;
        this.expected = expected;
        this.limit = limit;
        this.etag = etag;
    }

    /**
     * @param size the length the registry gives the archive, if it does; expected where the answer tells none
     * @param limit bytes an archive may have at most
     */
    static ResumingArchiveStream open(ArchiveRequest request, OptionalLong size, long limit) throws OriginException {
        OriginResponse answer = request.fromStart();
        try {
            answer.require(200, "archive");
            boolean decoded = answer.decode();
            long length = decoded ? -1 : answer.length();
            long expected = length < 0 ? size.orElse(-1) : length;
            if (expected > limit) {
                throw new TooLarge(request.where(), limit, expected);
            }
            return new ResumingArchiveStream(
                    request, answer, expected, limit, decoded ? null : strong(answer.header("ETag")));
        } catch (OriginException e) {
            answer.close();
            throw e;
        }
    }

    @Override
    public long expectedLength() {
        return expected;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws OriginException {
        if (length == 0) {
            throw new IllegalArgumentException("no room to read into");
        }
        while (true) {
            try {
                int count = answer.read(buffer, offset, length);
                if (count >= 0) {
                    return counted(count);
                }
                if (received >= expected) {
                    return -1;
                }
            } catch (TransferCut cut) {
                if (received == expected) {
                    return -1; // every byte is there, only the framing's end is not
                }
                resume(cut);
                continue;
            }
            resume(cut("it ended at byte " + received + " of " + expected, null));
        }
    }

    private int counted(int count) throws TooLarge {
        received += count;
        long most = expected < 0 ? limit : expected;
        if (received > most) {
            throw new TooLarge(request.where(), most, received);
        }
        return count;
    }

    private void resume(TransferCut cut) throws OriginException {
        answer.close();
        if (etag == null) {
            throw cut("the origin gives no strong validator to resume with", cut);
        }
        fruitless = received - resumedAt < PROGRESS ? fruitless + 1 : 1;
        if (fruitless > FRUITLESS_RESUMES) {
            throw cut("resuming brings no progress", cut);
        }
        resumedAt = received;
        answer = request.from(received, etag);
        try {
            requireContinuation(etag, cut);
        } catch (OriginException e) {
            answer.close(); // so that no later read takes its bytes for ours
            throw e;
        }
    }

    /** Whether the answer goes on exactly where we stopped, with the same bytes. */
    private void requireContinuation(String etag, TransferCut cut) throws OriginException {
        if (answer.status() != 206) {
            throw cut("the origin answers the resume with status " + answer.status(), cut);
        }
        answer.require(206, "archive");
        @Nullable String found = answer.header("ETag");
        if (found != null && !found.equals(etag)) {
            throw cut("the origin's bytes changed", cut);
        }
        @Nullable String text = answer.header("Content-Range");
        Matcher range = CONTENT_RANGE.matcher(text == null ? "" : text.strip());
        if (!range.matches()) {
            throw cut("the origin's Content-Range is missing or unreadable", cut);
        }
        long first = Long.parseLong(range.group(1));
        long last = Long.parseLong(range.group(2));
        long total = Long.parseLong(range.group(3));
        boolean length = answer.length() < 0 || answer.length() == last - first + 1;
        if (first != received || last != total - 1 || (expected >= 0 && total != expected) || !length) {
            throw cut("the origin's Content-Range does not continue at byte " + received, cut);
        }
        if (total > limit) {
            throw new TooLarge(request.where(), limit, total);
        }
        expected = total;
    }

    private TransferCut cut(String problem, @Nullable TransferCut cause) {
        return new TransferCut(request.where(), problem, cause);
    }

    private static @Nullable String strong(@Nullable String etag) {
        return etag != null && STRONG_ETAG.matcher(etag).matches() ? etag : null;
    }

    @Override
    public void abort() {
        request.abort();
    }

    @Override
    public void close() {
        answer.close();
    }
}
