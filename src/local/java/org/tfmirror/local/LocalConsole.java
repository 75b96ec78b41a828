package org.tfmirror.local;

import java.io.PrintStream;

/** What the local run tells the person at the terminal. Thread-safe. */
final class LocalConsole {

    private final PrintStream out;

    LocalConsole(PrintStream out) {
        this.out = out;
    }

    void line(String text) {
        out.println(text);
        out.flush();
    }

    /** One part of the run and what there is to know about it. */
    void part(String name, Object about) {
        line("  %-16s %s".formatted(name, about));
    }

    void failure(String text) {
        line("");
        line("TF Mirror cannot run here: " + text);
    }
}
