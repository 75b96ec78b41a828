package org.tfmirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.junit.jupiter.api.Test;
import org.tfmirror.test.MirrorStackResource;

/** What the application's own migrations leave behind. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
class MigrationSettingsTest {

    @Inject
    Flyway flyway;

    @Inject
    AgroalDataSource database;

    @Test
    void theApplicationsMigrationsHoldNoTransactionOpen() {
        assertThat(flyway.getConfiguration()
                        .getPluginRegister()
                        .getExact(PostgreSQLConfigurationExtension.class)
                        .isTransactionalLock())
                .isFalse();
    }

    @Test
    void everyConnectionHasItsTimeLimitsAfterTheMigrations() throws SQLException {
        List<Connection> connections = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                Connection connection = database.getConnection();
                connections.add(connection);
                try (Statement statement = connection.createStatement();
                        ResultSet rows = statement.executeQuery("show statement_timeout")) {
                    rows.next();
                    assertThat(rows.getString(1)).isEqualTo("20s");
                }
                assertThat(connection.getNetworkTimeout()).isEqualTo(30_000);
            }
        } finally {
            for (Connection connection : connections) {
                connection.close();
            }
        }
    }
}
