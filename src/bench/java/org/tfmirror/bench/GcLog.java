package org.tfmirror.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a JVM's {@code -Xlog:gc} tells of its heap. */
final class GcLog {

    private static final Pattern COLLECTION = Pattern.compile("(\\d+)M->(\\d+)M\\(");

    private final Path file;

    GcLog(Path file) {
        this.file = file;
    }

    String jvmOption() {
        return "-Xlog:gc:file=" + file;
    }

    /** The most megabytes that were in use when a collection began: what lives, and what nobody has yet swept. */
    int peakUsed() throws IOException {
        return peak(1);
    }

    /** The most megabytes that a collection left: about what lives. */
    int peakLive() throws IOException {
        return peak(2);
    }

    private int peak(int group) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.flatMap(line -> COLLECTION.matcher(line).results())
                    .map((MatchResult collection) -> collection.group(group))
                    .mapToInt(Integer::parseInt)
                    .max()
                    .orElse(0);
        }
    }
}
