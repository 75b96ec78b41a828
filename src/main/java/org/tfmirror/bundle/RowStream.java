package org.tfmirror.bundle;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Reads rows one after the other: the driver holds all of them, unless it is told a number inside a transaction. */
final class RowStream {

    private static final int FETCHED = 500;

    private RowStream() {}

    /** What is done with each row. */
    interface Reader {
        void read(ResultSet row) throws SQLException, IOException;
    }

    /** @param id the statement's only parameter */
    static void each(Connection connection, String sql, long id, Reader reader) throws SQLException, IOException {
        connection.setAutoCommit(false);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, id);
            statement.setFetchSize(FETCHED);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    reader.read(rows);
                }
            }
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }
}
