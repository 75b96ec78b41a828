package org.tfmirror.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** nginx over a folder of files, with as many workers as there are cores. */
final class StaticServer implements AutoCloseable {

    private static final String CONFIG = """
            daemon off;
            %s
            worker_processes auto;
            pid nginx.pid;
            error_log error.log;
            events { worker_connections 1024; }
            http {
              access_log off;
              default_type application/json;
              client_body_temp_path temp;
              proxy_temp_path temp;
              fastcgi_temp_path temp;
              uwsgi_temp_path temp;
              scgi_temp_path temp;
              sendfile on;
              keepalive_requests 1000000000;
              open_file_cache max=20000;
              server { listen 127.0.0.1:%d; root %s; }
            }
            """;

    private final Process process;
    private final int port;

    private StaticServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static boolean isPresent() {
        return Commands.isPresent("nginx");
    }

    /** Serves the files below {@code root}; {@code directory} is for its own. */
    static StaticServer start(Path directory, Path root) throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        String user = System.getProperty("user.name").equals("root") ? "user root;" : "";
        Path config = Files.writeString(directory.resolve("nginx.conf"), CONFIG.formatted(user, port, root));
        Process process = new ProcessBuilder("nginx", "-p", directory + "/", "-c", config + "", "-e", "error.log")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("nginx.log").toFile())
                .start();
        StaticServer server = new StaticServer(process, port);
        while (!server.answers()) {
            if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
                throw new IOException("nginx: " + Files.readString(directory.resolve("nginx.log")));
            }
        }
        return server;
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
