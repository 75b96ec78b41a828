package org.tfmirror.bench;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Silences what would print a line or two for each of ten thousand items; it would measure the terminal. */
final class Quiet {

    /** Kept, for the logging forgets the level of a logger that nobody holds. */
    private static final List<Logger> LOGGERS =
            List.of(Logger.getLogger("org.tfmirror"), Logger.getLogger("com.github.kagkarlsson"));

    private Quiet() {}

    static void logs() {
        LOGGERS.forEach(each -> each.setLevel(Level.WARNING));
    }
}
