package org.tfmirror.audit;

import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Writes the audit's entries; they are never changed. Thread-safe. */
@Singleton
public class AuditLog {

    private final AuditTable table;
    private final Event<ChangeWritten> changes;

    public AuditLog(DataSource dataSource, Event<ChangeWritten> changes) {
        this.table = new AuditTable(dataSource);
        this.changes = changes;
    }

    /**
     * A change has its entry; fired inside the change's transaction, which may yet be rolled back. A door remembers it,
     * so that a change that was committed after all gets no second entry where its answer fails.
     *
     * @param entry the entry's id
     */
    public record ChangeWritten(long entry) {}

    /** Writes that the caller changed something, in the transaction of the change, which must be there. */
    @Transactional(TxType.MANDATORY)
    public void done(Caller caller, Action action, String object) throws SQLException {
        change(new AuditEntry(caller, action, object, Outcome.DONE, null, null));
    }

    /**
     * The same with a few words.
     *
     * @param detail {@code key=value} pairs; never a secret
     */
    @Transactional(TxType.MANDATORY)
    public void done(Caller caller, Action action, String object, String detail) throws SQLException {
        change(new AuditEntry(caller, action, object, Outcome.DONE, null, detail));
    }

    /** Writes that the call changed nothing, in the transaction that found this. */
    @Transactional(TxType.MANDATORY)
    public void unchanged(Caller caller, Action action, String object) throws SQLException {
        change(new AuditEntry(caller, action, object, Outcome.UNCHANGED, null, null));
    }

    private void change(AuditEntry entry) throws SQLException {
        Long id = table.write(entry, null);
        if (id != null) {
            changes.fire(new ChangeWritten(id));
        }
    }

    /**
     * Writes that a call was refused; outside the call's transaction, which is rolled back.
     * An act has one entry: nothing is written where its change was committed after all.
     *
     * @param change the entry that the act's change wrote, committed or not; null where there is none
     */
    public void refused(Caller caller, Action action, String object, String code, @Nullable Long change)
            throws SQLException {
        table.write(new AuditEntry(caller, action, object, Outcome.REFUSED, code, null), change);
    }

    /** Writes, as {@link #refused} does, that the caller was allowed something and did not succeed. */
    public void failed(Caller caller, Action action, String object, String code, @Nullable Long change)
            throws SQLException {
        table.write(new AuditEntry(caller, action, object, Outcome.FAILED, code, null), change);
    }
}
