package org.tfmirror.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * An S3 store on this machine: S3Proxy in a process of its own, keeping its objects as files that survive restarts.
 * It listens on the loopback address only.
 *
 * <p>The process ignores SIGINT and SIGHUP, so a Ctrl-C in the terminal leaves it to whoever started it. It ends at
 * {@link #close()} or, whatever happens, with the process that started it: a watchdog beside it waits for the end of a
 * pipe that only the starter holds, and even a SIGKILL closes that pipe. Thread-safe.
 */
public final class EmbeddedS3 implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
    private static final int PORT_TRIES = 5;
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

    /** The exec keeps the shell's process id, so $$ in the watchdog is the store itself. */
    private static final String SCRIPT =
            "trap '' INT HUP; exec 3<&0; (cat <&3 >/dev/null; kill $$ 2>/dev/null) & exec \"$@\" 3<&- </dev/null";

    private final Process process;
    private final int port;
    private final Path objects;
    private final String accessKey;
    private final String secretKey;

    private EmbeddedS3(Process process, int port, Path objects, String accessKey, String secretKey) {
        this.process = process;
        this.port = port;
        this.objects = objects;
        this.accessKey = accessKey;
        this.secretKey = secretKey;
    }

    /**
     * Starts the store and returns when it answers.
     *
     * @param jar S3Proxy's {@code jar-with-dependencies}
     * @param dataDirectory made where it is missing; holds the objects, the configuration (with the secret, readable by
     *     its owner only) and the log
     * @param portOr0 the port, or 0 for any free one
     * @throws IllegalStateException where the port is taken or the process does not come up; the message says why
     */
    public static EmbeddedS3 start(Path jar, Path dataDirectory, int portOr0, String accessKey, String secretKey) {
        try {
            for (int left = PORT_TRIES; ; left--) {
                int port = freePort(portOr0);
                EmbeddedS3 store = launch(jar, dataDirectory.toAbsolutePath(), port, accessKey, secretKey);
                if (store.comesUp()) {
                    return store;
                }
                String output = Files.readString(log(dataDirectory));
                // Another process may take a free port between our look at it and the store's start.
                if (portOr0 != 0 || left == 1 || !output.contains("Failed to bind")) {
                    throw new IllegalStateException(
                            "The S3 store did not start on port %d:%n%s".formatted(port, output));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort(int portOr0) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), portOr0));
            return socket.getLocalPort();
        } catch (java.net.BindException e) {
            throw new IllegalStateException(
                    "Port %d is in use: stop what listens there, or choose another port for the S3 store"
                            .formatted(portOr0),
                    e);
        }
    }

    private static EmbeddedS3 launch(Path jar, Path directory, int port, String accessKey, String secretKey)
            throws IOException {
        Path objects = Files.createDirectories(directory.resolve("objects"));
        Properties properties = new Properties();
        properties.setProperty("s3proxy.endpoint", endpoint(port).toString());
        properties.setProperty("s3proxy.authorization", "aws-v2-or-v4");
        properties.setProperty("s3proxy.identity", accessKey);
        properties.setProperty("s3proxy.credential", secretKey);
        properties.setProperty("jclouds.provider", "filesystem-nio2");
        properties.setProperty("jclouds.filesystem.basedir", objects.toString());
        Path configuration = directory.resolve("s3proxy.properties");
        Files.deleteIfExists(configuration);
        Files.createFile(
                configuration, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (var writer = Files.newBufferedWriter(configuration)) {
            properties.store(writer, null);
        }
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = List.of(
                "sh", "-c", SCRIPT, "s3", java, "-Xmx256m", "-jar", jar.toString(), "--properties", configuration + "");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log(directory).toFile())
                .start();
        return new EmbeddedS3(process, port, objects, accessKey, secretKey);
    }

    private static Path log(Path directory) {
        return directory.resolve("s3proxy.log");
    }

    /** Whether the store answers; false as soon as its process is dead. */
    private boolean comesUp() throws IOException {
        long start = System.nanoTime();
        try {
            while (!answers()) {
                if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
                    return false;
                }
                if (System.nanoTime() - start > START_LIMIT.toNanos()) {
                    close();
                    return false;
                }
            }
            return true;
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the S3 store was starting", e);
        }
    }

    /** An unsigned request is refused, and that is an answer. */
    private boolean answers() throws IOException {
        HttpURLConnection connection = (HttpURLConnection) endpoint().toURL().openConnection();
        connection.setConnectTimeout(1_000);
        connection.setReadTimeout(5_000);
        try {
            return process.isAlive() && connection.getResponseCode() == HttpURLConnection.HTTP_FORBIDDEN;
        } catch (java.net.SocketException | java.net.SocketTimeoutException e) {
            return false;
        } finally {
            connection.disconnect();
        }
    }

    /** Where it listens, such as {@code http://127.0.0.1:9000}; address it path-style. */
    public URI endpoint() {
        return endpoint(port);
    }

    private static URI endpoint(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    public String accessKey() {
        return accessKey;
    }

    public String secretKey() {
        return secretKey;
    }

    /** The store's process id, which is also the one to signal. */
    public long pid() {
        return process.pid();
    }

    /** Makes a bucket where it is missing: to this store, a bucket is a directory. */
    public void createBucket(String name) {
        if (!BUCKET.matcher(name).matches()) {
            throw new IllegalArgumentException("Not a bucket's name: " + name);
        }
        try {
            Files.createDirectories(objects.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops the store and returns when it is gone; the objects stay. May be called again. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // A pipe to a process that is gone already.
        }
        process.destroy();
        boolean gone = false;
        try {
            gone = process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!gone) {
            process.destroyForcibly();
        }
    }
}
