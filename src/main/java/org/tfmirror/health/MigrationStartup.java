package org.tfmirror.health;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Started once the schema is the one this version needs. */
@Startup
@Singleton
class MigrationStartup implements HealthCheck {

    private final Flyway flyway;

    MigrationStartup(Flyway flyway) {
        this.flyway = flyway;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("migration").status(isMigrated()).build();
    }

    private boolean isMigrated() {
        try {
            return flyway.info().pending().length == 0;
        } catch (FlywayException e) {
            return false;
        }
    }
}
