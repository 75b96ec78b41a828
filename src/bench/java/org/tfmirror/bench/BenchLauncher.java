package org.tfmirror.bench;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts {@link BenchMain} in a JVM of its own. Maven calls it in its own JVM, whose options are made for building: it
 * would be the same for all sides, but no side would be as fast as it is.
 */
public final class BenchLauncher {

    private static final List<String> HANDED_ON = List.of("bench.", "test.tfmirror.", "basedir");

    private BenchLauncher() {}

    /** Returns when the benchmarks have ended, and throws where they ended badly. */
    public static void main(String[] arguments) throws IOException, InterruptedException, URISyntaxException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx2g");
        command.add("-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> HANDED_ON.stream().anyMatch(name::startsWith))
                .sorted()
                .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
        command.add("-cp");
        command.add(classPath());
        command.add(BenchMain.class.getName());
        Process process = new ProcessBuilder(command).inheritIO().start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        int exit = process.waitFor();
        if (exit != 0) {
            throw new IllegalStateException("the benchmarks ended with " + exit);
        }
    }

    /** Maven gives the class path as a class loader. */
    private static String classPath() throws URISyntaxException {
        if (!(BenchLauncher.class.getClassLoader() instanceof URLClassLoader loader)) {
            return System.getProperty("java.class.path");
        }
        List<String> files = new ArrayList<>();
        for (URL each : loader.getURLs()) {
            files.add(Path.of(each.toURI()).toString());
        }
        return String.join(File.pathSeparator, files);
    }
}
