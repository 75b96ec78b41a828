package org.tfmirror;

import io.quarkus.flyway.FlywayConfigurationCustomizer;
import jakarta.inject.Singleton;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

/**
 * Lets migrations take the time they need, and build indexes while others write (docs/adr/0029). The lock that lets one
 * replica migrate at a time is the session's: a transaction that stayed open for it would be waited for by
 * {@code create index concurrently}, for ever.
 */
@Singleton
public class MigrationSettings implements FlywayConfigurationCustomizer {

    private static final int FOR_EVER = -1;

    @Override
    public void customize(FluentConfiguration flyway) {
        PostgreSQLConfigurationExtension postgres =
                flyway.getPluginRegister().getExact(PostgreSQLConfigurationExtension.class);
        postgres.setTransactionalLock(false);
        flyway.lockRetryCount(
                FOR_EVER); // another replica's migration may take long; the platform's probe ends the wait
        flyway.callbacks(new MigrationTimeLimits());
    }
}
