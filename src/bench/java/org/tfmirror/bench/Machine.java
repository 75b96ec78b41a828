package org.tfmirror.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What the run runs on. */
final class Machine {

    private Machine() {}

    /** Cores, memory, kernel and JDK. */
    static String description() {
        long memory = ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getTotalMemorySize();
        return "%d cores, %d GB, %s %s %s, JDK %s (%s), load before the run %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        Math.round(memory / 1e9),
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        System.getProperty("os.arch"),
                        System.getProperty("java.version"),
                        System.getProperty("java.vendor"),
                        Line.figure(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(), ""));
    }

    /** The commit of the checkout, and whether files differ from it; "unknown" without git. */
    static String commit() throws IOException, InterruptedException {
        return firstLine("git", "describe", "--always", "--dirty");
    }

    /** What a program calls itself, without what follows in brackets. */
    static String versionOf(String... command) throws IOException, InterruptedException {
        return firstLine(command).replaceAll(" \\(.*", "").replaceAll("(?i)^" + command[0] + "[ v]*", "");
    }

    /** The first line that a program says, or "unknown" where it is not there or refuses. */
    private static String firstLine(String... command) throws IOException, InterruptedException {
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean well = process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
            return well ? said.lines().findFirst().orElse("unknown") : "unknown";
        } catch (IOException e) {
            return "unknown"; // there is no such program
        }
    }
}
