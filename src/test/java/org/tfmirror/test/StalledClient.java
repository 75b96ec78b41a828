package org.tfmirror.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;

/** A client that asks for something and reads nothing of the answer unless it is told to. It needs no thread. */
public final class StalledClient implements AutoCloseable {

    private static final int RECEIVE_BUFFER = 16 * 1024;
    private static final int PATIENCE_MILLIS = 60_000;

    private final Socket socket = new Socket();

    private StalledClient(int port, String path) throws IOException {
        socket.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
        socket.getOutputStream()
                .write("GET %s HTTP/1.1\r\nHost: mirror\r\n\r\n".formatted(path).getBytes(StandardCharsets.US_ASCII));
    }

    public static StalledClient get(int port, String path) {
        try {
            return new StalledClient(port, path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether an answer has begun to arrive. */
    public boolean isAnswered() {
        try {
            return socket.getInputStream().available() > 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Reads the head of the answer, and tells its status. */
    public int status() throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no whole head: " + head);
            }
            head.append((char) next);
        }
        return Integer.parseInt(head.substring(9, 12));
    }

    /** Reads so many bytes of the body, after the head; fewer only where the connection ends. */
    public byte[] read(int count) throws IOException {
        return socket.getInputStream().readNBytes(count);
    }

    /** Reads to the end, and tells whether that was a reset of the connection. */
    public boolean isReset() throws IOException {
        try {
            while (socket.getInputStream().skip(Long.MAX_VALUE) > 0) {
                // what is in the buffers comes first
            }
            return socket.getInputStream().read() >= 0;
        } catch (SocketException e) {
            return true;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
