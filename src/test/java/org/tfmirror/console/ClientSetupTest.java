package org.tfmirror.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClientSetupTest {

    @Test
    void theLinesHaveTheMirrorsAddress() {
        ClientSetup setup = new ClientSetup("https://mirror.acme.test", true, false);

        assertThat(setup.networkMirror()).contains("url = \"https://mirror.acme.test/v1/providers/\"");
        assertThat(setup.registry())
                .contains("\"https://mirror.acme.test/v1/registry/registry.terraform.io/providers/\"", "modules.v1");
    }

    /** The client would send it to the real registry with every module. */
    @Test
    void aTokenIsNotHandedToAnotherRegistry() {
        assertThat(new ClientSetup("https://mirror.acme.test", true, true).registry())
                .doesNotContain("modules.v1");
    }
}
