package org.tfmirror.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The table of entries: rows are inserted and never rewritten. */
final class AuditTable {

    private static final String INSERT = """
            insert into audit_entry (actor, subject, source, action, object, outcome, code, detail)
            select ?, ?, ?, ?, ?, ?, ?, ?
            where not exists (select from audit_entry where id = ?)
            returning id
            """;

    private final DataSource dataSource;

    AuditTable(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Writes an entry unless another one is there.
     *
     * @param unless the other's id; null for none
     * @return the entry's id; null where it is not written
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
