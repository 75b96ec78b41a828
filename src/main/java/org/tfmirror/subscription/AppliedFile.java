package org.tfmirror.subscription;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Records which file of subscriptions was applied last. Replicas may have different files for a while: the highest
 * revision counts. Thread-safe.
 */
@Singleton
public class AppliedFile {

    private static final String TAKE = """
            insert into subscription_file as applied (revision, digest) values (?, ?)
            on conflict (singleton) do update set revision = excluded.revision, digest = excluded.digest, applied_at = now()
            where applied.revision < excluded.revision
            """;

    private final DataSource dataSource;

    public AppliedFile(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** What is to be done with a file. */
    public enum Verdict {
        /** It is newer than what was applied. */
        APPLY,
        /** It was applied already. */
        UNCHANGED,
        /** A newer one was applied. */
        OLDER,
        /** Another content was applied under the same revision. */
        SAME_REVISION_OTHER_CONTENT
    }

    /** Judges a file, and remembers it where it is to be applied, in the caller's transaction: no other is judged before it ends. */
    public Verdict take(long revision, String digest) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            try (PreparedStatement statement = connection.prepareStatement(TAKE)) {
                statement.setLong(1, revision);
                statement.setString(2, digest);
                if (statement.executeUpdate() == 1) {
                    return Verdict.APPLY;
                }
            }
            try (PreparedStatement statement =
                            connection.prepareStatement("select revision, digest from subscription_file for update");
                    ResultSet row = statement.executeQuery()) {
                row.next();
                if (row.getLong(1) > revision) {
                    return Verdict.OLDER;
                }
                return row.getString(2).equals(digest) ? Verdict.UNCHANGED : Verdict.SAME_REVISION_OTHER_CONTENT;
            }
        }
    }
}
