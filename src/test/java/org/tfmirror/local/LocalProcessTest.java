package org.tfmirror.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalProcessTest {

    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final String POLITE = "trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.1; done";
    private static final String STUBBORN = "trap '' TERM; echo up; while :; do sleep 0.1; done";

    @TempDir
    Path folder;

    private final List<LocalProcess> started = new ArrayList<>();

    @AfterEach
    void kill() throws Exception {
        for (LocalProcess each : started) {
            each.stop(Duration.ZERO);
        }
    }

    @Test
    void endsWhenItIsAskedTo() throws Exception {
        LocalProcess process = start(POLITE);

        assertThat(process.stop(GRACE)).isTrue();

        assertThat(process.isAlive()).isFalse();
        assertThat(process.logTail(1)).isEqualTo("bye");
        assertThat(folder.resolve("pid")).doesNotExist();
    }

    @Test
    void isKilledWhenItDoesNotListen() throws Exception {
        LocalProcess process = start(STUBBORN);

        assertThat(process.stop(Duration.ofMillis(100))).isFalse();

        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void ignoresCtrlCAndTheEndOfTheTerminal() throws Exception {
        LocalProcess process = start(POLITE);

        signal(process, "INT");
        signal(process, "HUP");

        assertThat(process.stop(GRACE)).as("alive until the polite request").isTrue();
        assertThat(process.logTail(1)).isEqualTo("bye");
    }

    @Test
    void getsItsSecretsByTheEnvironmentAndLeavesItsLogForTheNext() throws Exception {
        Path log = Files.writeString(folder.resolve("out.log"), "of the run before\n");
        LocalProcess process = LocalProcess.start(
                file("marker"), List.of("sh", "-c", "echo $SECRET; exit 3"), Map.of("SECRET", "hidden"), log);

        Awaitility.await().until(() -> !process.isAlive());

        assertThat(process.exitCode()).isEqualTo(3);
        assertThat(process.logTail(5)).isEqualTo("hidden");
        assertThat(folder.resolve("previous-out.log")).hasContent("of the run before");
    }

    @Test
    void aLeftoverIsFoundByTheNextRunAndEnded() throws Exception {
        LocalProcess process = start(POLITE);

        assertThat(LocalProcess.stopLeftover(file("marker"), GRACE)).contains(process.pid());

        assertThat(process.isAlive()).isFalse();
        assertThat(LocalProcess.stopLeftover(file("marker"), GRACE)).isEmpty();
    }

    @Test
    void aProcessWithAnotherCommandLineIsNotOurs() throws Exception {
        LocalProcess process = start(POLITE);

        assertThat(LocalProcess.stopLeftover(file("another marker"), GRACE)).isEmpty();

        assertThat(process.isAlive()).isTrue();
    }

    @Test
    void aProcessThatStartedAtAnotherMomentIsNotOurs() throws Exception {
        LocalProcess process = start(POLITE);
        Files.writeString(folder.resolve("pid"), process.pid() + " 1000000000000\n");

        assertThat(LocalProcess.stopLeftover(file("marker"), GRACE)).isEmpty();

        assertThat(process.isAlive()).isTrue();
    }

    @Test
    void aDamagedFileNamesNoProcess() throws Exception {
        Files.writeString(folder.resolve("pid"), "1 and more");

        assertThat(LocalProcess.stopLeftover(file(""), GRACE)).isEmpty();
    }

    private LocalProcess start(String script) throws IOException {
        LocalProcess process = LocalProcess.start(
                file("marker"), List.of("sh", "-c", script, "marker"), Map.of(), folder.resolve("out.log"));
        started.add(process);
        Awaitility.await().until(() -> process.logTail(1).equals("up"));
        return process;
    }

    private ProcessFile file(String marker) {
        return new ProcessFile(folder.resolve("pid"), marker);
    }

    private static void signal(LocalProcess process, String name) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, "" + process.pid()).start();
        assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(kill.exitValue()).isZero();
    }
}
