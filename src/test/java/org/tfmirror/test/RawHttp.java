package org.tfmirror.test;

import io.restassured.RestAssured;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Sends requests to the running application byte for byte, as no well-meant client would. */
public final class RawHttp {

    private static final int PATIENCE_MILLIS = 60_000;

    private RawHttp() {}

    /**
     * What came back.
     *
     * @param status 0 where the connection was closed without a word
     * @param headers by their names in lower case
     * @param body of at most so many bytes as were read until the server closed the connection
     */
    public record Answer(int status, Map<String, String> headers, String body) {

        public String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /** A request without a body. */
    public static Answer get(String target) {
        return send(request("GET", target, "", new byte[0]));
    }

    /** A request that closes the connection after it; header lines each end in CR LF. */
    public static byte[] request(String method, String target, String headerLines, byte[] body) {
        byte[] head = "%s %s HTTP/1.1\r\nHost: mirror\r\nConnection: close\r\n%s\r\n"
                .formatted(method, target, headerLines)
                .getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }

    /** Sends, and reads until the server closes the connection, or has begun a stream of events; our side of it stays open until then. */
    public static Answer send(byte[] request) {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), RestAssured.port), PATIENCE_MILLIS);
            try {
                socket.getOutputStream().write(request);
                socket.getOutputStream().flush();
            } catch (IOException e) {
                // It has heard enough; what it said of it is still to be read.
                return read(socket.getInputStream());
            }
            return read(socket.getInputStream());
        } catch (IOException e) {
            throw new AssertionError("no end of the answer to " + shown(request), e);
        }
    }

    private static Answer read(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        try {
            int count;
            while (!isStream(bytes) && (count = in.read(buffer)) >= 0) {
                bytes.write(buffer, 0, count);
            }
        } catch (SocketException e) {
            // Reset, as we were not done with sending; what was answered before counts.
            bytes.flush();
        }
        String text = bytes.toString(StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return new Answer(0, Map.of(), text);
        }
        String[] lines = text.substring(0, end).split("\r\n", -1);
        Map<String, String> headers = new HashMap<>();
        for (String line : Arrays.asList(lines).subList(1, lines.length)) {
            String[] parts = line.split(":", 2);
            headers.put(parts[0].toLowerCase(Locale.ROOT), parts.length < 2 ? "" : parts[1].strip());
        }
        return new Answer(Integer.parseInt(lines[0].split(" ", 3)[1]), headers, text.substring(end + 4));
    }

    /** A stream of events may have no end. */
    private static boolean isStream(ByteArrayOutputStream answer) {
        return answer.toString(StandardCharsets.ISO_8859_1)
                .toLowerCase(Locale.ROOT)
                .contains("text/event-stream");
    }

    public static String shown(byte[] request) {
        StringBuilder shown = new StringBuilder();
        for (byte each : Arrays.copyOf(request, Math.min(request.length, 1_500))) {
            shown.append(each >= ' ' && each < 127 ? "" + (char) each : "\\x%02x".formatted(each));
        }
        return shown.toString();
    }
}
