package org.tfmirror.audit;

import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.tfmirror.test.TestDatabase;

/** Writes entries of any kind and age. */
final class Entries {

    static final Caller ALICE = new Caller("alice", "a-1", "192.0.2.1");
    static final Caller BOB = new Caller("bob", null, "192.0.2.2");

    private static final AuditTable TABLE = new AuditTable(TestDatabase.dataSource());

    private Entries() {}

    static void done(Caller caller, Action action, String object, @Nullable String detail) throws SQLException {
        TABLE.write(new AuditEntry(caller, action, object, Outcome.DONE, null, detail), null);
    }

    static void done(Caller caller, Action action, String object) throws SQLException {
        done(caller, action, object, null);
    }

    static void refused(Caller caller, Action action, String object, String code) throws SQLException {
        TABLE.write(new AuditEntry(caller, action, object, Outcome.REFUSED, code, null), null);
    }

    static void ofAge(Duration age, int count) {
        TestDatabase.execute(
                "insert into audit_entry (at, actor, source, action, object, outcome)"
                        + " select now() - ? * interval '1 second', 'alice', '', 'job.submit', 'job/' || n, 'done'"
                        + " from generate_series(1, ?) n",
                age.toSeconds(),
                count);
    }
}
