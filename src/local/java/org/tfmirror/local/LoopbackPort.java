package org.tfmirror.local;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports of 127.0.0.1. */
final class LoopbackPort {

    static {
        // The JDK's HTTP server reads it once, when its first server is made. Without it headers and body, which are
        // sent
        // apart, wait 40 ms for each other's acknowledgement.
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
    }

    private LoopbackPort() {}

    static InetAddress address() throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }

    /** A port that is free now; another process may still take it before it is used. */
    static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, address())) {
            return socket.getLocalPort();
        }
    }

    /**
     * Refuses a port that something listens on.
     *
     * @throws PortInUseException naming {@code part}, that cannot have the port
     */
    static void requireFree(int port, String part) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true); // old connections in TIME_WAIT do not matter
            socket.bind(new InetSocketAddress(address(), port));
        } catch (BindException e) {
            throw new PortInUseException(part, port);
        }
    }
}
