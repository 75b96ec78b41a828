package org.tfmirror.job;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Warnings to the submitter of a job in which nothing failed, a line each. Warnings from the order are stored in the
 * job's row. Which versions of an ended job are still not listed is read from the catalog.
 */
public final class JobWarnings {

    /** More than anybody reads. */
    private static final int MAX = 20;

    private static final String FIND = "select warnings from job where id = ? for no key update";
    private static final String KEEP = "update job set warnings = ? where id = ?";

    /**
     * A scalar subselect, to be followed by the job's id and {@link #KEPT_OUT_END}: one line for each version that an
     * ended job brought a package of and that is not listed, or null.
     */
    public static final String KEPT_OUT = """
            (select string_agg(distinct format('%s/%s/%s %s is not listed yet: it waits for %s', kept.hostname,
                      kept.namespace, kept.type, kept.version,
                      coalesce(nullif(array_to_string(kept.waiting_for, ', '), ''), 'a package that may be served')),
                    chr(10))
             from job ended
             join job_item item on item.job_id = ended.id
             join release kept on kept.hostname = item.hostname and kept.namespace = item.namespace
               and kept.type = item.type and kept.version = item.version and kept.listed_at is null
             where ended.status in ('completed', 'failed', 'cancelled') and ended.kind in ('download', 'import', 'adopt')
               and exists (
                 select 1 from mirrored_package there
                 where there.hostname = kept.hostname and there.namespace = kept.namespace
                   and there.type = kept.type and there.version = kept.version)
               and ended.id = """;

    public static final String KEPT_OUT_END = ")";

    private JobWarnings() {}

    /** Adds new warnings, in the transaction of this connection. */
    public static void add(Connection connection, long jobId, List<String> added) throws SQLException {
        replace(connection, jobId, null, added);
    }

    /** As {@link #add}; what began with this text is no longer true. */
    public static void replace(Connection connection, long jobId, @Nullable String beginning, List<String> added)
            throws SQLException {
        if (added.isEmpty() && beginning == null) {
            return;
        }
        Set<String> before = new LinkedHashSet<>(find(connection, jobId));
        Set<String> now = new LinkedHashSet<>(before);
        now.removeIf(line -> beginning != null && line.startsWith(beginning));
        now.addAll(added);
        if (now.equals(before)) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(KEEP)) {
            statement.setString(
                    1,
                    now.isEmpty()
                            ? null
                            : String.join("\n", now.stream().limit(MAX).toList()));
            statement.setLong(2, jobId);
            statement.executeUpdate();
        }
    }

    private static List<String> find(Connection connection, long jobId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setLong(1, jobId);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? lines(rows.getString(1), null) : List.of();
            }
        }
    }

    /** The two columns as lines, not more than anybody reads. */
    public static List<String> lines(@Nullable String kept, @Nullable String keptOut) {
        List<String> all = Stream.of(kept, keptOut)
                .filter(lines -> lines != null)
                .flatMap(String::lines)
                .toList();
        if (all.size() <= MAX) {
            return all;
        }
        return Stream.concat(all.stream().limit(MAX), Stream.of("and %d more".formatted(all.size() - MAX)))
                .toList();
    }
}
