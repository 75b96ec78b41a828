package org.tfmirror;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;
import sun.misc.Signal;

/**
 * Makes an end that was asked for (SIGTERM) an end with exit code 0. The JVM's own way, 143, is what a supervisor shows
 * as an error, and tells an orderly end from none.
 */
@Singleton
class Termination {

    private static final Logger LOG = Logger.getLogger(Termination.class);

    void onStart(@Observes StartupEvent event) {
        if (LaunchMode.current() != LaunchMode.NORMAL) {
            return; // the signals of a test or a development run are its launcher's
        }
        try {
            Signal.handle(new Signal("TERM"), signal -> Quarkus.asyncExit(0));
        } catch (IllegalArgumentException e) {
            LOG.warnf("SIGTERM has another handler, which decides the exit code error=%s", e.getMessage());
        }
    }
}
