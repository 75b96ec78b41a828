package org.tfmirror.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One HTTP/1.1 connection that is kept, with as little of a client as load needs. For one thread. */
final class KeptConnection implements AutoCloseable {

    private static final int LIMIT_MILLIS = 30_000;

    private final String host;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private long received;

    KeptConnection(int port) throws IOException {
        host = "127.0.0.1:" + port;
        socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(LIMIT_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), LIMIT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /**
     * Sends a GET, reads the answer to its end and returns its status.
     *
     * @param headers each with its line end; may be empty
     */
    int get(String path, String headers) throws IOException {
        String request = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + headers + "\r\n";
        out.write(request.getBytes(StandardCharsets.ISO_8859_1));
        int status = Integer.parseInt(line().split(" ", 3)[1]);
        long length = 0;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Long.parseLong(
                        lower.substring("content-length:".length()).strip());
            }
            if (lower.startsWith("transfer-encoding:")) {
                throw new IOException("an answer without a length: " + path);
            }
        }
        if (status != 304) {
            in.skipNBytes(length);
            received += length;
        }
        return status;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection ended in " + line);
            }
            received++;
            if (next != '\r') {
                line.append((char) next);
            }
        }
        received++;
        return line.toString();
    }

    /** How many bytes of answers came so far, carriage returns and all. */
    long received() {
        return received;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
