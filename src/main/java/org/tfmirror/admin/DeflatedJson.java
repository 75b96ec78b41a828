package org.tfmirror.admin;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** A document that is kept until its client has taken it: in a small part of its length, and in small pieces. */
final class DeflatedJson {

    private static final int PIECE = 16 * 1024;

    private final List<byte[]> pieces = new ArrayList<>();
    private final long length;

    /** Writes the document, UTF-8. */
    interface Writer {
        void write(OutputStream out) throws IOException, SQLException;
    }

    /** Has it written. */
    DeflatedJson(Writer writer) throws IOException, SQLException {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try (DeflaterOutputStream out = new DeflaterOutputStream(new Pieces(), deflater, PIECE)) {
            writer.write(out);
            out.finish();
            length = deflater.getBytesRead();
        } finally {
            deflater.end();
        }
    }

    /** The answer that gives it, as fast as the client takes it. */
    Response answer(Response.ResponseBuilder answer) {
        StreamingOutput body = output -> {
            try (InputStream text = read()) {
                text.transferTo(output);
            }
        };
        return answer.entity(body)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CONTENT_LENGTH, length)
                .build();
    }

    private InputStream read() {
        return new InflaterInputStream(new SequenceInputStream(Collections.enumeration(
                pieces.stream().map(ByteArrayInputStream::new).toList())));
    }

    /** Takes what the deflater hands over: one full buffer after another, and the rest. */
    private final class Pieces extends OutputStream {

        @Override
        public void write(int b) {
            pieces.add(new byte[] {(byte) b});
        }

        @Override
        public void write(byte[] bytes, int from, int count) {
            pieces.add(Arrays.copyOfRange(bytes, from, from + count));
        }
    }
}
