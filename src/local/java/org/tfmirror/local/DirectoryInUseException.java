package org.tfmirror.local;

import java.io.IOException;
import java.nio.file.Path;

/** Another live process works in a directory that has room for one. */
public final class DirectoryInUseException extends IOException {

    private static final long serialVersionUID = 1L;

    DirectoryInUseException(Path directory) {
        super("another process has %s open: stop that one first, or choose another directory".formatted(directory));
    }
}
