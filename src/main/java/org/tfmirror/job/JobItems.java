package org.tfmirror.job;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Reads the items of a job, however many there are, without ever holding them. */
public final class JobItems {

    private static final String READ = "select * from job_item where job_id = ? order by ordinal";
    private static final int AT_A_TIME = 500;

    private JobItems() {}

    /** Takes one item after another. */
    public interface Taker {
        void take(ItemProgress item) throws IOException;
    }

    /**
     * Hands over the items that are to be shown, in the order they run.
     *
     * @param connection in a transaction: without one, the driver would fetch all rows at once
     * @throws IllegalStateException where there is no transaction
     * @throws IOException whatever the taker throws
     */
    public static void read(Connection connection, long jobId, Taker taker) throws SQLException, IOException {
        if (connection.getAutoCommit()) {
            throw new IllegalStateException("a cursor needs a transaction");
        }
        try (PreparedStatement statement = connection.prepareStatement(READ)) {
            statement.setFetchSize(AT_A_TIME);
            statement.setLong(1, jobId);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ItemProgress item = ItemProgress.read(rows);
                    if (item.isOfInterest()) {
                        taker.take(item);
                    }
                }
            }
        }
    }
}
