package org.tfmirror.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What may be wrong between the application and its store. */
public enum S3Trouble {
    /** All is well. */
    NONE(0, ""),
    /** Connections break. */
    CUT(0, ""),
    /** Bytes trickle, in both directions. */
    SLOW(0, ""),
    /** The key was withdrawn. */
    REFUSING(403, "AccessDenied"),
    /** Somebody deleted the bucket. */
    BUCKET_GONE(404, "NoSuchBucket"),
    /** The store has troubles of its own. */
    FAILING(500, "InternalError"),
    /** It asks for patience. */
    OVERLOADED(503, "SlowDown");

    private final int status;
    private final String code;

    S3Trouble(int status, String code) {
        this.status = status;
        this.code = code;
    }

    /** Whether the store is not reached, and this answers in its place. */
    boolean answers() {
        return status != 0;
    }

    /** Answers one request of any kind, and hangs up. */
    void answer(Socket socket) throws IOException {
        try (socket) {
            InputStream in = socket.getInputStream();
            String head = head(in);
            String lower = head.toLowerCase(Locale.ROOT);
            if (!lower.contains("\r\nexpect: 100-continue")) {
                in.skipNBytes(contentLength(lower)); // a client that is still sending would not hear the answer
            }
            String body = head.startsWith("HEAD ")
                    ? ""
                    : "<?xml version=\"1.0\"?><Error><Code>" + code + "</Code><Message>trouble</Message></Error>";
            OutputStream out = socket.getOutputStream();
            out.write(("HTTP/1.1 " + status + " " + code + "\r\nContent-Type: application/xml\r\nContent-Length: "
                            + body.length() + "\r\nConnection: close\r\n\r\n" + body)
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("hung up in the middle of a request");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static long contentLength(String head) {
        return head.lines()
                .filter(line -> line.startsWith("content-length:"))
                .mapToLong(line -> Long.parseLong(
                        line.substring("content-length:".length()).strip()))
                .findFirst()
                .orElse(0);
    }
}
