package org.tfmirror.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tfmirror.test.OwnThread;

class LocalRunTest {

    @TempDir
    Path folder;

    private final Properties properties = new Properties();
    private final ByteArrayOutputStream told = new ByteArrayOutputStream();
    private final LocalConsole console = new LocalConsole(new PrintStream(told, true, StandardCharsets.UTF_8));
    private final StopRequest stop = new StopRequest();

    @BeforeEach
    void settings() throws IOException {
        set("data", data().toString());
        set("application", StubApplication.program(folder).toString());
        set("s3proxy-jar", System.getProperty("test.tfmirror.s3proxy-jar", "target/embedded/s3proxy.jar"));
        set("https-port", "" + LoopbackPort.free());
        set("registry-port", "" + LoopbackPort.free());
        set("token-port", "" + LoopbackPort.free());
    }

    @Test
    void mirrorsTheSampleTellsWhatToDoNextAndStopsEverythingInOrder() throws Exception {
        CompletableFuture<Boolean> run = start();
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> told().contains("TF Mirror is up") || run.isDone());
        assertThat(told()).contains("completed, 1,234 bytes", "TF Mirror is up");
        long[] children = ourProcesses();

        stop.request();

        assertThat(run.get(60, TimeUnit.SECONDS)).isTrue();
        assertThat(told().substring(told().indexOf("Ctrl-C stops everything"))
                        .lines()
                        .skip(2))
                .map(line -> line.strip().replaceAll(" {2,}", " "))
                .containsExactly(
                        "application stopped",
                        "sample registry stopped",
                        "token issuer stopped",
                        "S3 store stopped",
                        "PostgreSQL stopped");
        assertThat(children).as("processes that ran").isNotEmpty();
        assertThat(ourProcesses()).isEmpty();
        assertThat(Files.readString(data().resolve("logs/application.log")))
                .contains("PASSWORD has 24 characters", "ACCESS_KEY has 24 characters", "stub application ends");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data().resolve("admin-password"))))
                .isEqualTo("rw-------");
        assertThat(data().resolve("try/terraformrc")).content().contains("network_mirror");
    }

    @Test
    void anApplicationThatEndsIsQuotedAndNothingStaysUp() throws Exception {
        set(
                "application",
                StubApplication.script(folder, "echo no schema for me; exit 3").toString());

        assertThat(start().get(2, TimeUnit.MINUTES)).isFalse();

        assertThat(told()).contains("exit code 3", "no schema for me", "PostgreSQL       stopped");
        assertThat(ourProcesses()).isEmpty();
    }

    @Test
    void aPortInUseIsNamedWithItsOptionBeforeAnythingStarts() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, LoopbackPort.address())) {
            set("registry-port", "" + taken.getLocalPort());

            assertThat(start().get(30, TimeUnit.SECONDS)).isFalse();

            assertThat(told()).contains("port " + taken.getLocalPort(), "-Dtfmirror.local.registry-port=");
            assertThat(data().resolve("postgres")).doesNotExist();
        }
    }

    @Test
    void aFolderHasRoomForOneRun() throws Exception {
        try (var lock = new LocalFiles(data()).lock()) {
            assertThat(lock.isOpen()).isTrue();

            assertThat(start().get(30, TimeUnit.SECONDS)).isFalse();

            assertThat(told()).contains(data().toString(), "-Dtfmirror.local.data=");
        }
    }

    @Test
    void anApplicationThatWasNotBuiltIsMissed() throws Exception {
        set("application", folder.resolve("missing.jar").toString());

        assertThat(start().get(30, TimeUnit.SECONDS)).isFalse();

        assertThat(told()).contains("missing.jar", "-Dtfmirror.local.application=");
    }

    private CompletableFuture<Boolean> start() {
        return OwnThread.supply(() -> LocalMain.run(properties, console, stop));
    }

    private Path data() {
        return folder.resolve("data");
    }

    private void set(String name, String value) {
        properties.setProperty("tfmirror.local." + name, value);
    }

    private String told() {
        return told.toString(StandardCharsets.UTF_8);
    }

    /** The processes whose command line names this test's folder. */
    private long[] ourProcesses() {
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.filter(each -> each.info()
                            .commandLine()
                            .filter(line -> line.contains(folder.toString()))
                            .isPresent())
                    .mapToLong(ProcessHandle::pid)
                    .toArray();
        }
    }
}
