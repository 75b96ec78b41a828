package org.tfmirror.audit;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Writes entries; nothing rewrites them. Thread-safe. */
@Singleton
public class AuditLog {

    /** Writes nothing where this entry is there: the request's change was committed, whatever its answer says. */
    private static final String INSERT = """
            insert into audit_entry (actor, subject, source, action, object, outcome, code, detail)
            select ?, ?, ?, ?, ?, ?, ?, ?
            where not exists (select from audit_entry where id = ?)
            returning id
            """;

    /** Under what a request remembers the entry that its change wrote. */
    private static final String ENTRY = AuditLog.class.getName();

    private final DataSource dataSource;
    private final CurrentVertxRequest request;

    public AuditLog(DataSource dataSource, CurrentVertxRequest request) {
        this.dataSource = dataSource;
        this.request = request;
    }

    /** Writes that the current request's caller changed something, in the transaction of the change, which must be there. */
    @Transactional(TxType.MANDATORY)
    public void done(Action action, String object) throws SQLException {
        writeChange(new AuditEntry(caller(), action, object, Outcome.DONE, null, null));
    }

    /**
     * The same with a few words.
     *
     * @param detail {@code key=value} pairs; never a secret
     */
    @Transactional(TxType.MANDATORY)
    public void done(Action action, String object, String detail) throws SQLException {
        writeChange(new AuditEntry(caller(), action, object, Outcome.DONE, null, detail));
    }

    /** Writes that the current request's caller asked for what was so already, in the transaction that found this. */
    @Transactional(TxType.MANDATORY)
    public void unchanged(Action action, String object) throws SQLException {
        writeChange(new AuditEntry(caller(), action, object, Outcome.UNCHANGED, null, null));
    }

    /**
     * Writes that this request was not allowed something; in no transaction, for whatever there was of one is rolled
     * back. An act has one entry: nothing is written where the request's change was committed after all.
     */
    public void refused(RoutingContext request, Action action, String object, String code) throws SQLException {
        write(new AuditEntry(callerOf(request), action, object, Outcome.REFUSED, code, null), request.get(ENTRY));
    }

    /** Writes, as {@link #refused} does, that this request was allowed something and did not succeed. */
    public void failed(RoutingContext request, Action action, String object, String code) throws SQLException {
        write(new AuditEntry(callerOf(request), action, object, Outcome.FAILED, code, null), request.get(ENTRY));
    }

    private Caller caller() {
        return callerOf(request.getCurrent());
    }

    private static Caller callerOf(RoutingContext request) {
        return Caller.of(request)
                .orElseThrow(() -> new IllegalStateException("changes are made by somebody who is known"));
    }

    private void writeChange(AuditEntry entry) throws SQLException {
        request.getCurrent().put(ENTRY, write(entry, null));
    }

    /**
     * Writes an entry unless another one is there.
     *
     * @return its id; null where it is not written
     */
    @Nullable
    Long write(AuditEntry entry, @Nullable Long unless) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(INSERT)) {
            set(statement, entry);
            statement.setObject(9, unless, Types.BIGINT);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getLong(1) : null;
            }
        }
    }

    private static void set(PreparedStatement statement, AuditEntry entry) throws SQLException {
        statement.setString(1, entry.caller().actor());
        statement.setString(2, entry.caller().subject());
        statement.setString(3, entry.caller().source());
        statement.setString(4, entry.action().wireName());
        statement.setString(5, entry.object());
        statement.setString(6, entry.outcome().wireName());
        statement.setString(7, entry.code());
        statement.setString(8, entry.detail());
    }
}
