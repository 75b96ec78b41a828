package org.tfmirror.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedS3Test {

    private static final Path JAR = Path.of(System.getProperty("test.tfmirror.s3proxy-jar"));

    @TempDir
    Path directory;

    @Test
    void leavesTheTerminalsSignalsToItsStarterAndStopsWhenClosed() throws Exception {
        EmbeddedS3 store = EmbeddedS3.start(JAR, directory, 0, "access", "a secret of its own");
        ProcessHandle process = ProcessHandle.of(store.pid()).orElseThrow();

        signal(store, "INT");
        signal(store, "HUP");

        // It still has to answer after both: an orderly request is the proof that it did not begin to stop.
        assertThat(store.endpoint().toURL().openConnection().getHeaderField("x-amz-request-id"))
                .isNotNull();
        assertThat(process.isAlive()).isTrue();
        store.close();
        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void keepsItsSecretFromOtherUsers() throws IOException {
        try (EmbeddedS3 store = EmbeddedS3.start(JAR, directory, 0, "access", "a secret of its own")) {
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(directory.resolve("s3proxy.properties"))))
                    .isEqualTo("rw-------");
            assertThat(ProcessHandle.of(store.pid()).orElseThrow().info().commandLine())
                    .hasValueSatisfying(line -> assertThat(line).doesNotContain("a secret of its own"));
        }
    }

    @Test
    void saysThatThePortIsInUse() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> EmbeddedS3.start(JAR, directory, taken.getLocalPort(), "access", "secret"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Port " + taken.getLocalPort() + " is in use");
        }
    }

    @Test
    void failsAtOnceWithTheOutputOfAProcessThatDied() {
        Path noJar = directory.resolve("missing.jar");

        assertThatThrownBy(() -> EmbeddedS3.start(noJar, directory, 0, "access", "secret"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Unable to access jarfile");
    }

    @Test
    void diesWithItsStarterHoweverThatEnds() throws Exception {
        Process starter = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Starter.class.getName(),
                        JAR.toString(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String pid = starter.inputReader().readLine();
        ProcessHandle store = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();

        starter.destroyForcibly().waitFor(10, TimeUnit.SECONDS);

        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !store.isAlive());
    }

    private static void signal(EmbeddedS3 store, String name) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, "" + store.pid())
                        .start()
                        .waitFor())
                .isZero();
    }

    /** Starts a store, tells its process id, and waits to be killed. */
    static final class Starter {

        public static void main(String[] arguments) throws IOException {
            EmbeddedS3 store = EmbeddedS3.start(Path.of(arguments[0]), Path.of(arguments[1]), 0, "access", "secret");
            System.out.println(store.pid());
            System.in.transferTo(System.out);
        }
    }
}
