package org.tfmirror.local;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The packaged application as a process of its own, configured for the local parts. */
final class LocalApplication implements AutoCloseable {

    /** What may come on top of the downloads in flight: requests, connections, the JVM's own end. */
    private static final Duration STOP_MARGIN = Duration.ofSeconds(10);

    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration PACE = Duration.ofMillis(200);
    private static final int TAIL = 40;

    private final LocalProcess process;
    private final Duration grace;
    private final Path log;

    private LocalApplication(LocalProcess process, Duration grace, Path log) {
        this.process = process;
        this.grace = grace;
        this.log = log;
    }

    static LocalApplication start(LocalSettings settings, ApplicationConfig config) throws IOException {
        Path log = log(settings);
        Directories.createPrivate(settings.data().resolve("logs"));
        List<String> command = new ArrayList<>();
        boolean jar = settings.application().toString().endsWith(".jar");
        if (jar) {
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.add(marker(settings));
            command.add("-Xmx512m");
        } else {
            command.add(settings.application().toString());
            command.add(marker(settings));
        }
        config.properties().forEach((key, value) -> command.add("-D" + key + "=" + value));
        if (jar) {
            command.addAll(List.of("-jar", settings.application().toString()));
        }
        LocalProcess process = LocalProcess.start(processFile(settings), command, config.environment(), log);
        return new LocalApplication(process, settings.workerShutdown().plus(STOP_MARGIN), log);
    }

    /** Ends the application of an earlier run that was killed. Returns its process id, or empty where there is none. */
    static Optional<Long> stopLeftover(LocalSettings settings) throws IOException, InterruptedException {
        return LocalProcess.stopLeftover(
                processFile(settings), settings.workerShutdown().plus(STOP_MARGIN));
    }

    static Path log(LocalSettings settings) {
        return settings.data().resolve("logs").resolve("application.log");
    }

    /**
     * Waits until the application says that it is ready, or somebody wants the run to end.
     *
     * @throws LocalFailureException if it ends before, or takes too long, with the end of its log
     */
    void awaitReady(AdminClient admin, StopRequest stop)
            throws LocalFailureException, IOException, InterruptedException {
        long start = System.nanoTime();
        while (!admin.ready()) {
            requireAlive();
            if (System.nanoTime() - start > START_LIMIT.toNanos()) {
                throw new LocalFailureException("the application was not ready within %d s; the end of %s:%n%s"
                        .formatted(START_LIMIT.toSeconds(), log, process.logTail(TAIL)));
            }
            if (stop.await(PACE)) {
                return;
            }
        }
    }

    /** Refuses to go on without the application. */
    void requireAlive() throws LocalFailureException, IOException {
        if (!process.isAlive()) {
            throw new LocalFailureException("the application ended by itself with exit code %d; the end of %s:%n%s"
                    .formatted(process.exitCode(), log, process.logTail(TAIL)));
        }
    }

    /** Lets downloads in flight end, as a replica on its way out does; kills it where that takes too long. */
    @Override
    public void close() throws IOException {
        try {
            if (!process.stop(grace)) {
                throw new IOException("killed after %d s; see %s".formatted(grace.toSeconds(), log));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("process %d may still run".formatted(process.pid()));
        }
    }

    private static ProcessFile processFile(LocalSettings settings) {
        return new ProcessFile(settings.data().resolve("application.pid"), marker(settings));
    }

    /** Tells our process from others; not below {@code tfmirror.}, which is the application's own configuration. */
    private static String marker(LocalSettings settings) {
        return "-Dorg.tfmirror.local.data=" + settings.data();
    }

    static void requirePackaged(LocalSettings settings) throws LocalFailureException {
        if (!Files.exists(settings.application())) {
            throw new LocalFailureException("the application is not there: %s; build it, or say where it is with %s"
                    .formatted(settings.application(), LocalSettings.option("application")));
        }
    }
}
