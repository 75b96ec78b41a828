package org.tfmirror.registry;

import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Makes the application's registry client, at the start so that a wrong configuration stops it. */
@Singleton
final class RegistryProducer {

    @Produces
    @Singleton
    @Startup
    RegistryClient registryClient(RegistryConfig config, Clock clock) {
        return RegistryClient.create(config, System.getenv(), clock);
    }

    void close(@Disposes RegistryClient client) {
        client.close();
    }
}
