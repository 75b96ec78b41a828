package org.tfmirror.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Remembers a child process on disk, so that one whose starter was killed can be found by the next. A process id alone may
 * long be another process's: the moment of its start and a word of its command line must fit too.
 */
final class ProcessFile {

    private static final Pattern FORM = Pattern.compile("(\\d{1,18}) (\\d{1,18})\\s*");

    /** The system's own figure for a start moves a little when the clock is set. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    private final Path file;
    private final String marker;

    /**
     * @param marker what the command line of our process contains, and that of no other
     */
    ProcessFile(Path file, String marker) {
        this.file = file;
        this.marker = marker;
    }

    void write(ProcessHandle process) throws IOException {
        long start = process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        Directories.writePrivate(file, process.pid() + " " + start + "\n");
    }

    void delete() throws IOException {
        Files.deleteIfExists(file);
    }

    /** The process that is still alive, or empty where there is none or it is not ours. */
    Optional<ProcessHandle> process() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Matcher matcher = FORM.matcher(Files.readString(file));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Instant start = Instant.ofEpochMilli(Long.parseLong(matcher.group(2)));
        return ProcessHandle.of(Long.parseLong(matcher.group(1)))
                .filter(ProcessHandle::isAlive)
                .filter(process -> startedAt(process, start) && hasMarker(process));
    }

    private static boolean startedAt(ProcessHandle process, Instant expected) {
        return process.info()
                .startInstant()
                .filter(start -> Duration.between(start, expected).abs().compareTo(TOLERANCE) <= 0)
                .isPresent();
    }

    private boolean hasMarker(ProcessHandle process) {
        return process.info()
                .commandLine()
                .filter(line -> line.contains(marker))
                .isPresent();
    }
}
