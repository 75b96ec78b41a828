package org.tfmirror.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.stream.Stream;

/** Directories that only their owner reads, come into being whole, and go away whole. */
final class Directories {

    private Directories() {}

    /** Creates {@code directory} for its owner alone, and its parents as the system makes them, where they are absent. */
    static Path createPrivate(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return directory;
        }
        Path absolute = directory.toAbsolutePath();
        if (absolute.getParent() != null) {
            Files.createDirectories(absolute.getParent());
        }
        try {
            return Files.createDirectory(
                    absolute, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException e) {
            if (Files.isDirectory(absolute)) {
                return absolute; // another process was faster
            }
            throw e;
        }
    }

    /** Writes a file that only its owner reads, so that a reader sees all of it or none. */
    static void writePrivate(Path file, String text) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        Path written = Files.createTempFile(parent, ".", ".tmp"); // created with rw-------
        Files.writeString(written, text);
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Moves a finished directory to its place; if another process was faster, that one's stays. */
    static void moveIntoPlace(Path finished, Path place) throws IOException {
        try {
            Files.move(finished, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!Files.isDirectory(place)) {
                throw e;
            }
            delete(finished);
        }
    }

    /** Deletes a directory and all in it; absent is fine. */
    static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> walk = Files.walk(directory)) {
            walk.sorted(Comparator.reverseOrder()).forEach(Directories::deleteOne);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void deleteOne(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
