package org.tfmirror.origin.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** An origin below HTTP: each connection is handed to the test's script and closed after it. */
final class RawOrigin implements AutoCloseable {

    private final ServerSocket server;
    private final Script script;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();

    /** Over TLS. */
    RawOrigin(TestCertificate certificate, Script script) {
        this(
                bind(() -> certificate
                        .serverContext()
                        .getServerSocketFactory()
                        .createServerSocket(0, 50, InetAddress.getLoopbackAddress())),
                script);
    }

    /** Over plain TCP. */
    RawOrigin(Script script) {
        this(bind(() -> new ServerSocket(0, 50, InetAddress.getLoopbackAddress())), script);
    }

    private RawOrigin(ServerSocket server, Script script) {
        this.server = server;
        this.script = script;
        daemon(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                open.add(socket);
                daemon(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            script.serve(socket);
        } catch (IOException theClientWentAway) {
            // it may
        }
    }

    /** Reads a request up to the blank line after its headers. */
    static String readRequest(InputStream in) throws IOException {
        StringBuilder request = new StringBuilder();
        while (request.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no request");
            }
            request.append((char) next);
        }
        return request.toString();
    }

    /** Answers each request with the same text. */
    static Script answering(String answer) {
        return socket -> {
            OutputStream out = socket.getOutputStream();
            readRequest(socket.getInputStream());
            out.write(SampleRegistry.ascii(answer));
            out.flush();
        };
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "raw-origin");
        thread.setDaemon(true);
        thread.start();
    }

    private static ServerSocket bind(Binding binding) {
        try {
            return binding.bind();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What happens on a connection. */
    interface Script {
        void serve(Socket socket) throws IOException;
    }

    private interface Binding {
        ServerSocket bind() throws IOException;
    }
}
