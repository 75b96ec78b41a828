package org.tfmirror.audit;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Reads the audit's entries. Thread-safe. */
@Singleton
public class AuditHistory {

    private final DataSource dataSource;

    public AuditHistory(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** The newest entries that are asked for, newest first; at most {@code limit}. */
    public List<AuditRecord> newest(AuditQuery query, int limit) throws SQLException {
        List<Object> parameters = new ArrayList<>();
        String sql = "select id, at, actor, subject, source, action, object, outcome, code, detail from audit_entry"
                + " where true"
                + where(parameters, "actor = ?", query.actor())
                + where(
                        parameters,
                        "action = ?",
                        query.action() == null ? null : query.action().wireName())
                + where(parameters, "object = ?", query.object())
                + where(
                        parameters,
                        "outcome = ?",
                        query.outcome() == null ? null : query.outcome().wireName())
                + where(parameters, "at >= ?", utc(query.since()))
                + where(parameters, "at < ?", utc(query.until()))
                + where(parameters, "id < ?", query.before())
                + where(parameters, "true order by id desc limit ?", limit);
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.size(); i++) {
                statement.setObject(i + 1, parameters.get(i));
            }
            try (ResultSet rows = statement.executeQuery()) {
                List<AuditRecord> records = new ArrayList<>();
                while (rows.next()) {
                    records.add(record(rows));
                }
                return records;
            }
        }
    }

    /** A condition that is asked for, and its parameter; nothing where it is not. Only our own words become SQL. */
    private static String where(List<Object> parameters, String condition, @Nullable Object parameter) {
        if (parameter == null) {
            return "";
        }
        parameters.add(parameter);
        return " and " + condition;
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    private static AuditRecord record(ResultSet row) throws SQLException {
        return new AuditRecord(
                row.getLong("id"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("actor"),
                row.getString("subject"),
                row.getString("source"),
                row.getString("action"),
                row.getString("object"),
                row.getString("outcome"),
                row.getString("code"),
                row.getString("detail"));
    }
}
