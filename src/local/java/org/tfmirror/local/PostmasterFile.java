package org.tfmirror.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** {@code postmaster.pid}, which a running PostgreSQL keeps in its data directory, and a killed one leaves behind. */
record PostmasterFile(Path directory) {

    /**
     * The postmaster that runs on this directory. A file whose process is gone, or whose number another process has by
     * now, names none: PostgreSQL itself cannot tell the latter and would refuse to start.
     */
    Optional<ProcessHandle> postmaster() throws IOException {
        if (!Files.exists(file())) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(file());
        long pid = lines.isEmpty() ? 0 : Long.parseLong(lines.get(0).strip());
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::serves);
    }

    void delete() throws IOException {
        Files.deleteIfExists(file());
    }

    private boolean serves(ProcessHandle process) {
        ProcessHandle.Info info = process.info();
        return info.arguments()
                .map(arguments -> Arrays.asList(arguments).contains(directory.toString()))
                .orElse(false);
    }

    private Path file() {
        return directory.resolve("postmaster.pid");
    }
}
