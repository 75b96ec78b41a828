package org.tfmirror.removal;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Runs work in a transaction of its own, for what takes more than one of them. */
interface Transactions {

    /** Commits what the work did, or nothing of it where it throws. */
    <T> T run(Work<T> work) throws SQLException;

    /** What is done on the transaction's connection, which is not to be closed. */
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
