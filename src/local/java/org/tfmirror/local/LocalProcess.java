package org.tfmirror.local;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A child process that is stopped by its starter and by nothing else: Ctrl-C and the end of the terminal, which reach all
 * processes there at once, are ignored. Thread-safe.
 */
final class LocalProcess {

    /** Ignored signals stay ignored over the exec, which also keeps the process id. */
    private static final List<String> UNDISTURBED = List.of("sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh");

    private static final Duration AFTER_KILL = Duration.ofSeconds(10);

    private final Process process;
    private final ProcessFile file;
    private final Path log;

    private LocalProcess(Process process, ProcessFile file, Path log) {
        this.process = process;
        this.file = file;
        this.log = log;
    }

    /**
     * Starts it.
     *
     * @param file remembers it until it is stopped
     * @param environment on top of this process's own: the place for secrets, which a command line shows to everyone
     * @param log takes all its output; a former one is kept as {@code previous-…}
     */
    static LocalProcess start(ProcessFile file, List<String> command, Map<String, String> environment, Path log)
            throws IOException {
        if (Files.exists(log)) {
            Path previous = log.resolveSibling("previous-" + log.getFileName());
            Files.move(log, previous, StandardCopyOption.REPLACE_EXISTING);
        }
        List<String> undisturbed = new ArrayList<>(UNDISTURBED);
        undisturbed.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(undisturbed)
                .redirectErrorStream(true)
                .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        file.write(process.toHandle());
        return new LocalProcess(process, file, log);
    }

    /** Ends a process that an earlier run, which was killed, left behind. Returns its id, or empty where there was none. */
    static Optional<Long> stopLeftover(ProcessFile file, Duration grace) throws IOException, InterruptedException {
        Optional<ProcessHandle> leftover = file.process();
        if (leftover.isPresent()) {
            stop(leftover.get(), grace);
        }
        file.delete();
        return leftover.map(ProcessHandle::pid);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** The exit code of a process that has ended. */
    int exitCode() {
        return process.exitValue();
    }

    /** The last lines of its output. */
    String logTail(int lines) throws IOException {
        List<String> all = Files.exists(log)
                ? new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                        .lines()
                        .toList()
                : List.of();
        return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
    }

    /**
     * Asks it to end (SIGTERM), and kills it if it has not after {@code grace}. Stopping twice is fine.
     *
     * @return whether it ended by itself
     */
    boolean stop(Duration grace) throws IOException, InterruptedException {
        boolean byItself = stop(process.toHandle(), grace);
        file.delete();
        return byItself;
    }

    private static boolean stop(ProcessHandle process, Duration grace) throws IOException, InterruptedException {
        process.destroy();
        if (ends(process, grace)) {
            return true;
        }
        process.destroyForcibly();
        if (!ends(process, AFTER_KILL)) {
            throw new IOException("process " + process.pid() + " could not be killed");
        }
        return false;
    }

    private static boolean ends(ProcessHandle process, Duration within) throws InterruptedException {
        try {
            process.onExit().get(within.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // the end of a process is waited for, not computed
        }
    }
}
