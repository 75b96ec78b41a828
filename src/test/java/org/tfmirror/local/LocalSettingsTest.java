package org.tfmirror.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.tfmirror.local.LocalSettings.Ports;

class LocalSettingsTest {

    @Test
    void nothingNeedsToBeSaid() throws Exception {
        LocalSettings settings = LocalSettings.of(new Properties());

        assertThat(settings.data()).isEqualTo(Path.of(".local").toAbsolutePath());
        assertThat(settings.application()).endsWithRaw(Path.of("target", "quarkus-app", "quarkus-run.jar"));
        assertThat(settings.ports()).isEqualTo(new Ports(8443, 8444, 8445, 0, 0));
        assertThat(settings.workerShutdown()).hasSeconds(10);
    }

    @Test
    void everythingCanBeChanged() throws Exception {
        Properties properties = new Properties();
        properties.setProperty("tfmirror.local.data", "/somewhere/../else");
        properties.setProperty("tfmirror.local.https-port", "9443");
        properties.setProperty("tfmirror.local.worker-shutdown", "60");

        LocalSettings settings = LocalSettings.of(properties);

        assertThat(settings.data()).isEqualTo(Path.of("/else"));
        assertThat(settings.ports().https()).isEqualTo(9443);
        assertThat(settings.workerShutdown()).hasMinutes(1);
    }

    @Test
    void aWrongValueIsNamed() {
        Properties properties = new Properties();
        properties.setProperty("tfmirror.local.token-port", "65536");

        assertThatThrownBy(() -> LocalSettings.of(properties))
                .isInstanceOf(LocalFailureException.class)
                .hasMessage("tfmirror.local.token-port must be a number from 0 to 65535, and is 65536");
    }
}
