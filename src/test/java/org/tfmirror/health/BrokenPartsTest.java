package org.tfmirror.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.eclipse.microprofile.health.HealthCheckResponse.Status.DOWN;
import static org.eclipse.microprofile.health.HealthCheckResponse.Status.UP;
import static org.tfmirror.test.TestDatabase.execute;

import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tfmirror.MigrationSettings;
import org.tfmirror.storage.StorageException;
import org.tfmirror.storage.StorageRefusedException;
import org.tfmirror.storage.StorageRefusedException.Reason;
import org.tfmirror.storage.StorageUnavailableException;
import org.tfmirror.test.FaultyDataSource;
import org.tfmirror.test.MemoryObjectStore;
import org.tfmirror.test.MemoryObjectStore.Call;
import org.tfmirror.test.TestDatabase;

/** Each check goes down when its part is broken, says no more of it than its kind, and comes back up with it. */
class BrokenPartsTest {

    private static final String SECRET = "s3.internal:9000 AKIAEXAMPLE";

    private final MemoryObjectStore store = new MemoryObjectStore();
    private final FaultyDataSource database = new FaultyDataSource(TestDatabase.dataSource());

    @AfterEach
    void dropTheOtherSchema() {
        execute("drop schema if exists unmigrated cascade");
    }

    static StorageException[] storageFaults() {
        return new StorageException[] {
            new StorageRefusedException(Reason.FORBIDDEN, "403 for " + SECRET, null),
            new StorageRefusedException(Reason.MISSING, "no bucket at " + SECRET, null),
            new StorageRefusedException(Reason.NO_CREDENTIALS, "none for " + SECRET, null),
            new StorageRefusedException("301 to " + SECRET, null),
            new StorageUnavailableException("connection refused by " + SECRET, null),
        };
    }

    @ParameterizedTest
    @MethodSource("storageFaults")
    void readinessGoesDownWithTheBucket(StorageException fault) {
        BucketReadiness check = new BucketReadiness(store);
        store.fail(Call.CHECK, fault);

        HealthCheckResponse answer = check.call();

        assertThat(answer.getStatus()).isEqualTo(DOWN);
        Map<String, Object> told = answer.getData().orElseThrow();
        assertThat(told).containsOnlyKeys("code", "reason", "hint").containsEntry("code", fault.code());
        assertThat(told.get("reason"))
                .isEqualTo(
                        fault instanceof StorageRefusedException refused
                                ? refused.reason().name().toLowerCase(Locale.ROOT)
                                : "unreachable");
        assertThat(told.toString()).doesNotContain("AKIA").doesNotContain("9000");

        store.heal();
        assertThat(check.call().getStatus()).isEqualTo(UP);
    }

    @Test
    void readinessGoesDownWithTheDatabase() {
        DatabaseReadiness check = new DatabaseReadiness(database.dataSource());
        database.goDown();

        assertThat(check.call().getStatus()).isEqualTo(DOWN);
        assertThat(check.call().getData()).isEmpty();

        database.comeBack();
        assertThat(check.call().getStatus()).isEqualTo(UP);
    }

    @Test
    void itHasNotStartedBeforeTheSchemaIsTheOneItNeeds() {
        execute("create schema unmigrated");
        FluentConfiguration settings =
                Flyway.configure().dataSource(database.dataSource()).schemas("unmigrated");
        new MigrationSettings().customize(settings);
        Flyway flyway = settings.load();
        MigrationStartup check = new MigrationStartup(flyway);
        assertThat(check.call().getStatus()).isEqualTo(DOWN);

        Flyway.configure(flyway.getConfiguration().getClassLoader())
                .configuration(flyway.getConfiguration())
                .target("3")
                .load()
                .migrate();
        assertThat(check.call().getStatus()).isEqualTo(DOWN);

        flyway.migrate();
        assertThat(check.call().getStatus()).isEqualTo(UP);

        database.goDown();
        assertThat(check.call().getStatus()).isEqualTo(DOWN);
        assertThat(check.call().getData()).isEmpty();
    }
}
