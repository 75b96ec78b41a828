package org.tfmirror.test;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A replica: the packaged application in a process of its own, as it runs in production. Any number of them may run over
 * one {@link MirrorStack}. Its ports are free ones that it chooses itself; its log stays in {@code target/replicas}.
 * Thread-safe.
 */
public final class PackagedApplication implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration END_LIMIT = Duration.ofMinutes(3);
    private static final Duration PACE = Duration.ofMillis(50);
    private static final int TAIL = 60;
    private static final Pattern LISTENING =
            Pattern.compile("Listening on: http://127\\.0\\.0\\.1:(\\d+)(?: and https://127\\.0\\.0\\.1:(\\d+))?");

    private final Process process;
    private final Path log;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Thread lastResort;
    private int port;
    private int tlsPort;

    /**
     * How a replica ended.
     *
     * @param nanos from the signal, or the call that waited, to the process's end
     */
    public record Ended(int exitCode, long nanos) {}

    PackagedApplication(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.lastResort = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(lastResort);
    }

    /** The setup of a replica that uses all of this stack. */
    public static ReplicaSetup over(MirrorStack stack) {
        return new ReplicaSetup(stack);
    }

    /** Waits until it says that it is ready, and fails with the end of its log where it ends before. */
    void awaitReady() throws IOException, InterruptedException {
        awaitAnswer("/q/health/ready");
    }

    /** The same, but it need not be ready. */
    void awaitListening() throws IOException, InterruptedException {
        awaitAnswer("/q/health/live");
    }

    private void awaitAnswer(String path) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!isListening() || probe(path).orElse(0) != 200) {
            if (process.waitFor(PACE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(
                        "the replica ended with %d:%n%s".formatted(process.exitValue(), logTail()));
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("the replica did not answer in time:%n%s".formatted(logTail()));
            }
        }
    }

    private boolean isListening() throws IOException {
        Matcher said = LISTENING.matcher(log());
        if (!said.find()) {
            return false;
        }
        port = Integer.parseInt(said.group(1));
        tlsPort = said.group(2) == null ? 0 : Integer.parseInt(said.group(2));
        return true;
    }

    /** Where it listens without TLS, with no slash at the end. */
    public URI baseUri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Where it listens with TLS, with no slash at the end; its certificate is for {@code localhost} and 127.0.0.1. */
    public URI tlsUri() {
        if (tlsPort == 0) {
            throw new IllegalStateException("this replica was started without TLS");
        }
        return URI.create("https://localhost:" + tlsPort);
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** The HTTP status of a GET on this path; empty where no answer came, as from a server that has stopped. */
    public OptionalInt probe(String path) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(baseUri().resolve(path))
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            return OptionalInt.of(
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode());
        } catch (IOException e) {
            return OptionalInt.empty();
        }
    }

    /** Asks it to end (SIGTERM), and returns at once. */
    public void signalEnd() {
        process.destroy();
    }

    /** Waits for its end, for any reason. */
    public Ended awaitEnd() throws IOException, InterruptedException {
        long start = System.nanoTime();
        if (!process.waitFor(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("the replica does not end:%n%s".formatted(logTail()));
        }
        return new Ended(process.exitValue(), System.nanoTime() - start);
    }

    /** Asks it to end (SIGTERM), and waits until it has. */
    public Ended terminate() throws IOException, InterruptedException {
        signalEnd();
        return awaitEnd();
    }

    /** Ends it without asking (SIGKILL), and waits until it is gone. */
    public void kill() throws IOException, InterruptedException {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Halts it (SIGSTOP): it keeps its connections and does nothing, as in a long pause of its machine. */
    public void pause() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** Lets it go on after {@link #pause} (SIGCONT). */
    public void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, "" + pid()).start();
        if (kill.waitFor() != 0) {
            throw new IOException("process %d did not take SIG%s".formatted(pid(), name));
        }
    }

    /** All it has said so far. */
    public String log() throws IOException {
        return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
    }

    private String logTail() throws IOException {
        List<String> lines = log().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
    }

    /** The field of {@code /proc/PID/status} in bytes; null where there is no such thing. */
    public @Nullable Long memory(String field) throws IOException {
        Long kilobytes = status(field);
        return kilobytes == null ? null : kilobytes * 1024;
    }

    /** How many threads it has; null where {@code /proc} does not tell. */
    public @Nullable Long threads() throws IOException {
        return status("Threads");
    }

    private @Nullable Long status(String field) throws IOException {
        Path status = Path.of("/proc", "" + pid(), "status");
        if (!Files.exists(status)) {
            return null;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElse(null);
    }

    /**
     * The most heap that was in use when a collection began, which is the most there ever was; needs the JVM option
     * {@code -Xlog:gc:file=gc.log}. Null where there is no such log, as of a native executable.
     */
    public @Nullable Integer peakHeapMegabytes() throws IOException {
        Path collections = log.resolveSibling("gc.log");
        if (!Files.exists(collections)) {
            return null;
        }
        return Pattern.compile("(\\d+)M->\\d+M\\(")
                .matcher(Files.readString(collections))
                .results()
                .mapToInt(collection -> Integer.parseInt(collection.group(1)))
                .max()
                .orElse(0);
    }

    /** The bytes of all objects that are in use, after a collection; empty where it is no JVM. */
    public OptionalLong liveHeapBytes() throws IOException, InterruptedException {
        Process histogram = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        "" + pid(),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String said = new String(histogram.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (histogram.waitFor() != 0) {
            return OptionalLong.empty();
        }
        Matcher total = Pattern.compile("(?m)^Total +\\d+ +(\\d+)").matcher(said);
        if (!total.find()) {
            throw new IOException("no histogram: " + said);
        }
        return OptionalLong.of(Long.parseLong(total.group(1)));
    }

    /** Ends it at once if it still runs. Closing twice is fine. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().orTimeout(30, TimeUnit.SECONDS).join();
        try {
            Runtime.getRuntime().removeShutdownHook(lastResort);
        } catch (IllegalStateException e) {
            // This JVM is on its way down, and runs the hook itself.
        }
    }
}
