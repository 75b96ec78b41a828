package org.tfmirror.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.tfmirror.local.IssuedCertificate.PemFiles;

/**
 * What a {@link PackagedApplication} is started with. The configuration goes through
 * {@code config/application.properties} in the replica's working directory, which only its owner reads: a command line
 * would show the passwords to everyone.
 */
public final class ReplicaSetup {

    private final MirrorStack stack;
    private final Map<String, String> config;
    private final List<String> jvmOptions = new ArrayList<>(List.of("-Xmx256m"));
    private Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    private boolean tls;

    ReplicaSetup(MirrorStack stack) {
        this.stack = stack;
        this.config = new HashMap<>(stack.config());
        config.put("quarkus.http.host", "127.0.0.1");
        config.put("quarkus.http.port", "0");
        config.put("quarkus.log.console.json.enabled", "false");
        config.put("tfmirror.origin.no-proxy", "localhost,127.0.0.1");
        config.put("tfmirror.processor.polling-interval", "1s");
    }

    /** Sets a key of the application's configuration. */
    public ReplicaSetup with(String key, String value) {
        config.put(key, value);
        return this;
    }

    /** Adds an option of the JVM; later ones win over earlier ones. A native executable gets those of the heap alone. */
    public ReplicaSetup jvm(String option) {
        jvmOptions.add(option);
        return this;
    }

    /** Lets it run on this {@code java} instead of the one the tests run on. */
    public ReplicaSetup java(Path program) {
        java = program;
        return this;
    }

    /** Lets it also listen with TLS, with a certificate from the stack's authority. */
    public ReplicaSetup tls() {
        tls = true;
        return this;
    }

    /** Starts the application and waits until it is ready. */
    public PackagedApplication start() throws IOException, InterruptedException {
        return start(PackagedApplication::awaitReady);
    }

    /** Starts the application and waits until it serves, ready or not. */
    public PackagedApplication startUnready() throws IOException, InterruptedException {
        return start(PackagedApplication::awaitListening);
    }

    private interface Wait {
        void on(PackagedApplication application) throws IOException, InterruptedException;
    }

    private PackagedApplication start(Wait wait) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory(
                Files.createDirectories(Path.of("target", "replicas").toAbsolutePath()), "replica-");
        if (tls) {
            PemFiles pem = stack.authority().issue("localhost", "127.0.0.1").writePem(directory, "server");
            config.put("quarkus.http.ssl-port", "0");
            config.put("quarkus.tls.key-store.pem.0.cert", pem.certificate().toString());
            config.put("quarkus.tls.key-store.pem.0.key", pem.key().toString());
        }
        writeConfig(Files.createDirectory(directory.resolve("config")).resolve("application.properties"));
        Path log = directory.resolve("application.log");
        PackagedApplication application = new PackagedApplication(fork(directory, log), log);
        try {
            wait.on(application);
            return application;
        } catch (IOException | InterruptedException | RuntimeException e) {
            application.close();
            throw e;
        }
    }

    private void writeConfig(Path file) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Properties properties = new Properties();
        properties.putAll(config);
        try (var writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
    }

    private Process fork(Path directory, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        // What configures the machine the tests run on must not configure the application under test.
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("QUARKUS_")
                        || name.startsWith("TFMIRROR_")
                        || name.startsWith("SMALLRYE_")
                        || name.startsWith("AWS_")
                        || name.equals("JAVA_TOOL_OPTIONS"));
        return builder.start();
    }

    /** The application is a jar, or a native executable. */
    private List<String> command() {
        String application = Objects.requireNonNull(
                System.getProperty("test.tfmirror.application"), "test.tfmirror.application is not set");
        List<String> command = new ArrayList<>();
        if (application.endsWith(".jar")) {
            command.add(java.toString());
            command.addAll(jvmOptions);
            command.add("-jar");
            command.add(application);
        } else {
            command.add(application);
            jvmOptions.stream().filter(each -> each.startsWith("-Xmx")).forEach(command::add);
        }
        return command;
    }
}
