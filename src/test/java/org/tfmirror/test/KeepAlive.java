package org.tfmirror.test;

import io.restassured.RestAssured;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** One HTTP/1.1 connection to the running application, byte for byte. */
public final class KeepAlive implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 60_000;

    private final Socket socket;
    private final InputStream in;

    public KeepAlive() throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = socket.getInputStream();
    }

    public void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The head of an answer. */
    public String head() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int read = in.read();
            if (read < 0) {
                throw new EOFException("closed after: " + head);
            }
            head.write(read);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    /** A whole answer that tells its length; its status. */
    public int answer() throws IOException {
        String head = head();
        body(head);
        return Integer.parseInt(head.substring(9, 12));
    }

    /** The body that follows a head. */
    public byte[] body(String head) throws IOException {
        String length = head.replaceFirst("(?is).*\\r\\ncontent-length: *(\\d+)\\r\\n.*", "$1");
        return in.readNBytes(Integer.parseInt(length));
    }

    /** Whether the server leaves the connection open for so long, and sends nothing. */
    public boolean staysOpen(Duration time) throws IOException {
        socket.setSoTimeout((int) time.toMillis());
        try {
            return in.read() >= 0;
        } catch (SocketTimeoutException e) {
            return true;
        } finally {
            socket.setSoTimeout(PATIENCE_MILLIS);
        }
    }

    /** Sends a byte; whether the server has closed the connection by then. */
    public boolean isClosedAfter(String more) throws IOException {
        try {
            send(more);
            socket.setSoTimeout(100);
            return in.read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
