package org.tfmirror.console.session;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import org.jboss.logging.Logger;

/** Whether there is a console, and with which secret. Refuses to start with half a configuration. */
@Singleton
class ConsoleSettings {

    /** Below which everything of the console is. */
    static final String ROOT = "/console";

    private static final Logger LOG = Logger.getLogger(ConsoleSettings.class);
    private static final int MIN_SECRET = 32;

    private final ConsoleConfig config;

    ConsoleSettings(ConsoleConfig config) {
        this.config = config;
    }

    void onStart(@Observes StartupEvent event) {
        if (!isEnabled()) {
            return;
        }
        if (secret().length < MIN_SECRET) {
            throw new IllegalStateException("tfmirror.console.session-secret is missing or shorter than " + MIN_SECRET
                    + " characters: with tfmirror.console.client-id it is needed, the same for all replicas");
        }
        LOG.infof("console is on path=%s/", ROOT);
    }

    boolean isEnabled() {
        return config.clientId().filter(id -> !id.isBlank()).isPresent();
    }

    /** Whether a path is the console's. */
    static boolean owns(String path) {
        return path.equals(ROOT) || path.startsWith(ROOT + "/");
    }

    byte[] secret() {
        return config.sessionSecret().orElse("").getBytes(StandardCharsets.UTF_8);
    }
}
