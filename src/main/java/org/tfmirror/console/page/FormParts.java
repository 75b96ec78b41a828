package org.tfmirror.console.page;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import org.jboss.resteasy.reactive.common.headers.HeaderUtil;
import org.jboss.resteasy.reactive.common.util.CaseInsensitiveMap;
import org.jboss.resteasy.reactive.server.core.multipart.MultipartParser;
import org.jspecify.annotations.Nullable;
import org.tfmirror.web.InvalidRequestException;

/**
 * The parts of a multipart form (RFC 7578), one after the other as they come. Nothing is kept, in memory or on disk, so a
 * file may have any size. The framework would write files to the disk first. For one thread.
 */
public final class FormParts {

    private static final int BUFFER = 64 * 1024;

    /** The most bytes in a row that may bring nothing but headers. */
    private static final int MAX_HEADERS = 2 * BUFFER;

    private static final int MAX_TEXT = 4096;

    private final InputStream body;
    private final MultipartParser.ParseState parser;
    private final byte[] buffer = new byte[BUFFER];
    private final Deque<Event> events = new ArrayDeque<>();

    private sealed interface Event {
        record Begin(FormPart part) implements Event {}

        record Data(byte[] bytes) implements Event {}

        record End() implements Event {}
    }

    /**
     * A part.
     *
     * @param field its name in the form
     * @param file what the browser calls the file; empty where it is none
     * @param content to be read before the next part is asked for; what is left then is dropped
     */
    public record FormPart(String field, String file, InputStream content) {

        /** @throws InvalidRequestException where it is too long for a field */
        public String text() throws IOException {
            byte[] bytes = content.readNBytes(MAX_TEXT + 1);
            if (bytes.length > MAX_TEXT) {
                throw new InvalidRequestException(field, "more than %d bytes".formatted(MAX_TEXT));
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /**
     * Reads the parts of a body.
     *
     * @param contentType as it was sent, with the boundary
     * @throws InvalidRequestException where it names no boundary
     */
    public FormParts(InputStream body, @Nullable String contentType) {
        String boundary = contentType == null ? null : HeaderUtil.extractQuotedValueFromHeader(contentType, "boundary");
        if (boundary == null) {
            throw new InvalidRequestException("", "a form of type multipart/form-data, with its boundary");
        }
        this.body = body;
        this.parser = MultipartParser.beginParse(
                new Handler(), boundary.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8.name());
    }

    /**
     * Goes on to the next part; empty after the last one.
     *
     * @throws IOException where the sender fails, or the form ends too early
     */
    public Optional<FormPart> next() throws IOException {
        for (Event event = take(); event != null; event = take()) {
            if (event instanceof Event.Begin begin) {
                return Optional.of(begin.part());
            }
        }
        return Optional.empty();
    }

    /** Null after the end of the form. */
    private @Nullable Event take() throws IOException {
        int silent = 0;
        while (events.isEmpty()) {
            if (parser.isComplete()) {
                return null;
            }
            int read = body.read(buffer);
            if (read < 0) {
                throw new EOFException("the form ends too early");
            }
            silent += read;
            parser.parse(ByteBuffer.wrap(buffer, 0, read));
            if (silent > MAX_HEADERS && events.isEmpty()) {
                throw new InvalidRequestException("", "a part whose headers are too long");
            }
        }
        return events.remove();
    }

    private final class Handler implements MultipartParser.PartHandler {

        @Override
        public void beginPart(CaseInsensitiveMap<String> headers) {
            String disposition = Objects.requireNonNullElse(headers.getFirst("Content-Disposition"), "");
            events.add(new Event.Begin(
                    new FormPart(value(disposition, "name"), value(disposition, "filename"), new Content())));
        }

        private static String value(String disposition, String key) {
            return Objects.requireNonNullElse(HeaderUtil.extractQuotedValueFromHeader(disposition, key), "");
        }

        @Override
        public void data(ByteBuffer data) {
            if (data.hasRemaining()) {
                byte[] bytes = new byte[data.remaining()];
                data.get(bytes);
                events.add(new Event.Data(bytes));
            }
        }

        @Override
        public void endPart() {
            events.add(new Event.End());
        }
    }

    /** What a part has. */
    private final class Content extends InputStream {

        private ByteBuffer data = ByteBuffer.allocate(0);
        private boolean ended;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            while (!ended && !data.hasRemaining()) {
                if (take() instanceof Event.Data more) {
                    data = ByteBuffer.wrap(more.bytes());
                } else {
                    ended = true;
                }
            }
            if (!data.hasRemaining()) {
                return -1;
            }
            int count = Math.min(length, data.remaining());
            data.get(target, offset, count);
            return count;
        }
    }
}
