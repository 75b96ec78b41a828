package org.tfmirror.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;

/**
 * What the local run may be told, by system properties {@code tfmirror.local.*}.
 *
 * @param data {@code data}: where everything is kept; {@code .local} by default
 * @param application {@code application}: the packaged application, a jar or a native executable
 * @param s3proxyJar {@code s3proxy-jar}: the S3 store's program
 * @param workerShutdown {@code worker-shutdown}: seconds that downloads in flight are given at the end; 10
 */
record LocalSettings(Path data, Path application, Path s3proxyJar, Ports ports, Duration workerShutdown) {

    private static final String PREFIX = "tfmirror.local.";

    /**
     * @param https {@code https-port}: the application; 8443
     * @param registry {@code registry-port}: the sample registry; 8444
     * @param token {@code token-port}: the token issuer; 8445
     * @param database {@code database-port}: PostgreSQL; any free one by default
     * @param s3 {@code s3-port}: the S3 store; any free one by default
     */
    record Ports(int https, int registry, int token, int database, int s3) {}

    LocalSettings {
        data = data.toAbsolutePath().normalize();
        application = application.toAbsolutePath().normalize();
        s3proxyJar = s3proxyJar.toAbsolutePath().normalize();
    }

    /**
     * Reads the settings.
     *
     * @throws LocalFailureException naming the property whose value cannot be used
     */
    static LocalSettings of(Properties properties) throws LocalFailureException {
        return new LocalSettings(
                Path.of(properties.getProperty(PREFIX + "data", ".local")),
                Path.of(properties.getProperty(PREFIX + "application", "target/quarkus-app/quarkus-run.jar")),
                Path.of(properties.getProperty(PREFIX + "s3proxy-jar", "target/embedded/s3proxy.jar")),
                new Ports(
                        port(properties, "https-port", 8443),
                        port(properties, "registry-port", 8444),
                        port(properties, "token-port", 8445),
                        port(properties, "database-port", 0),
                        port(properties, "s3-port", 0)),
                Duration.ofSeconds(number(properties, "worker-shutdown", 10, 3600)));
    }

    /** The property that sets this, as it is written on the command line. */
    static String option(String name) {
        return "-D" + PREFIX + name + "=…";
    }

    private static int port(Properties properties, String name, int usual) throws LocalFailureException {
        return number(properties, name, usual, 65535);
    }

    private static int number(Properties properties, String name, int usual, int max) throws LocalFailureException {
        String text = properties.getProperty(PREFIX + name, "" + usual);
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > max) {
            throw new LocalFailureException(
                    "%s%s must be a number from 0 to %d, and is %s".formatted(PREFIX, name, max, text));
        }
        return Integer.parseInt(text);
    }
}
