package org.tfmirror.bench;

import java.util.List;

/** The versions that the build knows of what the tests and benchmarks stand on. */
final class BuildVersions {

    private static final List<String> NAMES = List.of("Quarkus", "PostgreSQL", "S3Proxy", "db-scheduler");

    private BuildVersions() {}

    /** Notes those that the build has handed over, as {@code bench.version.NAME}. */
    static void note(Bench bench) {
        for (String name : NAMES) {
            bench.version(name, System.getProperty("bench.version." + name, "unknown"));
        }
    }
}
