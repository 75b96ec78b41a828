package org.tfmirror.job;

import java.sql.SQLException;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Repeats a transaction that PostgreSQL has rolled back in favour of another: the victim of a deadlock (40P01) or of a
 * serialization conflict (40001). The transaction changed nothing, and no party is at fault. All statements lock the
 * job's row first, and those that lock several rows skip what is locked, so neither should be met; operators' own SQL
 * and other tools may bring it about all the same.
 */
public final class TransactionRetry {

    private static final Logger LOG = Logger.getLogger(TransactionRetry.class);
    private static final Set<String> STATES = Set.of("40P01", "40001");
    private static final int TRIES = 3;

    private TransactionRetry() {}

    /** A transaction of its own: one that takes part in a caller's cannot be repeated without the rest. */
    public interface Work<T, E extends Exception> {
        T run() throws SQLException, E;
    }

    /** Runs the work, up to three times where it is rolled back for another's sake. */
    public static <T, E extends Exception> T run(Work<T, E> work) throws SQLException, E {
        for (int attempt = 1; ; attempt++) {
            try {
                return work.run();
            } catch (SQLException e) {
                if (attempt == TRIES || !STATES.contains(String.valueOf(e.getSQLState()))) {
                    throw e;
                }
                LOG.infof("rolled back, trying again attempt=%d error=%s", attempt, e.getMessage());
            }
        }
    }
}
