package org.tfmirror.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tfmirror.audit.Entries.ALICE;

import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.test.TestDatabase;

/** Entries are written, read and in the end forgotten; nothing else. */
class AuditTableTest {

    private final AuditRetention retention = new AuditRetention(TestDatabase.dataSource(), () -> Duration.ofDays(365));

    @BeforeEach
    void empty() {
        TestDatabase.empty();
    }

    @AfterEach
    void grant() {
        TestDatabase.execute("grant update on audit_entry to current_user");
    }

    @Test
    void noEntryIsRewritten() throws SQLException {
        Entries.done(ALICE, Action.JOB_SUBMIT, "job/1");

        assertThatThrownBy(() -> TestDatabase.execute("update audit_entry set actor = 'mallory'"))
                .hasStackTraceContaining("audit entries are never rewritten");
    }

    @Test
    void anEntryIsForgottenWhenItsTimeIsOver() throws SQLException {
        Entries.ofAge(Duration.ofDays(366), 1);
        Entries.ofAge(Duration.ofDays(364), 2);

        assertThat(retention.prune()).isEqualTo(1);

        assertThat(TestDatabase.query("select id from audit_entry")).hasSize(2);
    }

    @Test
    void moreThanABatchGoesInOneCall() throws SQLException {
        Entries.ofAge(Duration.ofDays(366), AuditRetention.BATCH + 1);

        assertThat(retention.prune()).isEqualTo(AuditRetention.BATCH + 1);
    }

    @Test
    void theApplicationNeedsNoRightToUpdateThem() throws SQLException {
        TestDatabase.execute("revoke update on audit_entry from current_user");
        Entries.ofAge(Duration.ofDays(366), 1);

        Entries.done(ALICE, Action.JOB_SUBMIT, "job/1");

        assertThat(retention.prune()).isEqualTo(1);
        AuditHistory history = new AuditHistory(TestDatabase.dataSource());
        assertThat(history.newest(new AuditQuery(null, null, null, null, null, null, null), 9))
                .hasSize(1);
        assertThatThrownBy(() -> TestDatabase.execute("update audit_entry set actor = 'mallory'"))
                .hasStackTraceContaining("permission denied");
    }
}
