package org.tfmirror.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstructionsTest {

    @TempDir
    Path folder;

    @Test
    void whatTerraformCanInstallIsWhatIsTried() throws Exception {
        assertThat(trial(SampleProvider.HOSTNAME)).contains("\"registry.tfmirror.test/tfmirror/sample\"");
        assertThat(instructions(SampleProvider.HOSTNAME).text()).contains("Install the sample provider");
    }

    @Test
    void anOldTrialLeavesNothingBehindThatHidesTheMirror() throws Exception {
        trial(SampleProvider.HOSTNAME);
        Path trial = folder.resolve("try");
        Files.createDirectories(trial.resolve(".terraform/providers"));
        Files.writeString(trial.resolve(".terraform.lock.hcl"), "old");

        instructions(SampleProvider.HOSTNAME).writeTrial();

        assertThat(trial.resolve(".terraform")).doesNotExist();
        assertThat(trial.resolve(".terraform.lock.hcl")).doesNotExist();
    }

    @Test
    void everyLineCanBeCopiedWhateverTheFoldersName() {
        assertThat(Instructions.shell(Path.of("/plain/ca.pem"))).isEqualTo("/plain/ca.pem");
        assertThat(Instructions.shell(Path.of("/it's here/ca.pem"))).isEqualTo("'/it'\\''s here/ca.pem'");
    }

    @Test
    void itSaysWhereClientsAreToldWhatToWrite() throws Exception {
        assertThat(instructions(SampleProvider.HOSTNAME).text()).contains("set up     https://localhost:8443/setup");
    }

    private String trial(String hostname) throws Exception {
        instructions(hostname).writeTrial();
        return Files.readString(folder.resolve("try/main.tf"));
    }

    private Instructions instructions(String hostname) throws LocalFailureException, IOException {
        Properties properties = new Properties();
        properties.setProperty("tfmirror.local.data", folder.toString());
        LocalSettings settings = LocalSettings.of(properties);
        return new Instructions(settings, new LocalFiles(folder), new SampleProvider(hostname));
    }
}
