package org.tfmirror.origin.client;

import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.tfmirror.origin.OriginConfig;
import org.tfmirror.origin.http.OriginCredentials;

/** Makes the application's registry client, at the start so that a wrong configuration stops it. */
@Singleton
final class OriginBeans {

    @Produces
    @Singleton
    @Startup
    OriginClient registryClient(OriginConfig config, OriginCredentials credentials, Clock clock) {
        return OriginClient.create(config, System.getenv(), credentials, clock);
    }

    @Produces
    @Singleton
    OriginCredentials credentials(OriginConfig config) {
        return OriginCredentials.of(config, System.getenv());
    }

    void close(@Disposes OriginClient client) {
        client.close();
    }
}
