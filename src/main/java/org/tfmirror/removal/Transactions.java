package org.tfmirror.removal;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Runs work in a transaction of its own, for callers that need several. */
interface Transactions {

    /** Commits the work, or rolls it back where it throws. */
    <T> T run(Work<T> work) throws SQLException;

    /** The work on the transaction's connection. It must not close the connection. */
    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /** On the application's datasource. */
    @ApplicationScoped
    class OfApplication implements Transactions {

        private final DataSource dataSource;

        OfApplication(DataSource dataSource) {
            this.dataSource = dataSource;
        }

        @Override
        @Transactional(value = Transactional.TxType.REQUIRES_NEW, rollbackOn = Exception.class)
        public <T> T run(Work<T> work) throws SQLException {
            try (Connection connection = dataSource.getConnection()) {
                return work.run(connection);
            }
        }
    }
}
