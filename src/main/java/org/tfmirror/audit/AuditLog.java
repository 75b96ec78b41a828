package org.tfmirror.audit;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Writes entries; nothing rewrites them. Thread-safe. */
@Singleton
public class AuditLog {

    private static final String INSERT = """
            insert into audit_entry (actor, subject, source, action, object, outcome, code, detail)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private final DataSource dataSource;
    private final CurrentVertxRequest request;

    public AuditLog(DataSource dataSource, CurrentVertxRequest request) {
        this.dataSource = dataSource;
        this.request = request;
    }

    /** Writes that the current request's caller changed something, in the transaction of the change, which must be there. */
    @Transactional(TxType.MANDATORY)
    public void done(Action action, String object) throws SQLException {
        write(new AuditEntry(caller(), action, object, Outcome.DONE, null, null));
    }

    /**
     * The same with a few words.
     *
     * @param detail {@code key=value} pairs; never a secret
     */
    @Transactional(TxType.MANDATORY)
    public void done(Action action, String object, String detail) throws SQLException {
        write(new AuditEntry(caller(), action, object, Outcome.DONE, null, detail));
    }

    /** Writes that the current request's caller asked for what was so already, in the transaction that found this. */
    @Transactional(TxType.MANDATORY)
    public void unchanged(Action action, String object) throws SQLException {
        write(new AuditEntry(caller(), action, object, Outcome.UNCHANGED, null, null));
    }

    /** Writes that something was not allowed; in no transaction, for whatever there was of one is rolled back. */
    public void refused(Caller caller, Action action, String object, String code) throws SQLException {
        write(new AuditEntry(caller, action, object, Outcome.REFUSED, code, null));
    }

    /** Writes that something was allowed and did not succeed; in no transaction. */
    public void failed(Caller caller, Action action, String object, String code) throws SQLException {
        write(new AuditEntry(caller, action, object, Outcome.FAILED, code, null));
    }

    private Caller caller() {
        return Caller.of(request.getCurrent())
                .orElseThrow(() -> new IllegalStateException("changes are made by somebody who is known"));
    }

    void write(AuditEntry entry) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(INSERT)) {
            set(statement, entry);
            statement.executeUpdate();
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
