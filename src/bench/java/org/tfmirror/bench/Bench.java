package org.tfmirror.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a run gives its benchmarks. For one thread. */
final class Bench {

    private final Knobs knobs;
    private final Path directory;
    private final SortedMap<String, String> versions = new TreeMap<>();

    /** @param directory where files of benchmarks may lie */
    Bench(Knobs knobs, Path directory) {
        this.knobs = knobs;
        this.directory = directory;
    }

    Knobs knobs() {
        return knobs;
    }

    /** How many turns count, at least 3. */
    int rounds() {
        return Math.max(3, knobs.number("rounds", 3));
    }

    /** A directory for files that may be kept from run to run; exists. */
    Path directory() throws IOException {
        return Files.createDirectories(directory);
    }

    /** Notes what took part. */
    void version(String what, String version) {
        versions.put(what, version);
    }

    SortedMap<String, String> versions() {
        return Collections.unmodifiableSortedMap(versions);
    }

    /** Says on the console how it goes. */
    void tell(String line) {
        System.out.println("  " + line);
    }
}
