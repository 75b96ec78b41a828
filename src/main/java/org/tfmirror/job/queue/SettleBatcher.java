package org.tfmirror.job.queue;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.tfmirror.job.ClaimedJob;
import org.tfmirror.job.Lease;
import org.tfmirror.job.TransactionRetry;
import org.tfmirror.job.queue.JobQueue.Claimant;
import org.tfmirror.job.queue.JobQueue.SettleResult;

/**
 * Settles attempts of all workers of a replica, those of the same moment in one transaction; where jobs end, the claim
 * of their nextJobs is part of it. An attempt that cannot go with the others goes alone, and is then as it would be
 * without them: see docs/adr/0023. Thread-safe.
 */
final class SettleBatcher {

    private static final Logger LOG = Logger.getLogger(SettleBatcher.class);
    private static final String SETTLE_AND_CLAIM = QueueSql.SETTLE_UNLOCKED + ";" + QueueSql.CLAIM;

    private final DataSource dataSource;
    private final UnclaimedJobs unclaimedJobs;
    private final GroupCommit<Request, SettleResult> together = new GroupCommit<>(this::settleTogether);

    /** Takes back a job that was claimed and has no worker. */
    interface UnclaimedJobs {
        void giveBack(Lease lease) throws SQLException;
    }

    private record Request(
            SettleRequest attempted, @Nullable Claimant claimant) {

        /** For whom a job may be claimed in place of the one that ends; null where none is wanted. */
        @Nullable
        Claimant claimantOfNext() {
            return attempted.ends() ? claimant : null;
        }
    }

    SettleBatcher(DataSource dataSource, UnclaimedJobs unclaimedJobs) {
        this.dataSource = dataSource;
        this.unclaimedJobs = unclaimedJobs;
    }

    SettleResult settle(SettleRequest attempted, @Nullable Claimant claimant) throws SQLException {
        SettleResult settled = together.ask(new Request(attempted, claimant));
        return settled == null ? TransactionRetry.run(() -> settleAlone(attempted)) : settled;
    }

    private SettleResult settleAlone(SettleRequest attempted) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return SettleStatement.settle(connection, attempted);
        }
    }

    /** Waits for no lock: a request whose job is locked would delay the rest. */
    private List<@Nullable SettleResult> settleTogether(List<Request> requests) throws SQLException {
        List<SettleRequest> attempted =
                requests.stream().map(Request::attempted).toList();
        List<Claimant> claimants = requests.stream()
                .map(Request::claimantOfNext)
                .flatMap(Stream::ofNullable)
                .toList();
        String sql = claimants.isEmpty() ? QueueSql.SETTLE_UNLOCKED : SETTLE_AND_CLAIM;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            SettleStatement.bind(connection, statement, attempted);
            if (!claimants.isEmpty()) {
                ClaimStatement.bind(statement, SettleStatement.PARAMETERS, claimants.get(0), claimants.size());
            }
            statement.execute();
            List<SettleResult> settled;
            try (ResultSet rows = statement.getResultSet()) {
                settled = SettleStatement.read(rows, attempted.size());
            }
            Deque<ClaimedJob> nextJobs = new ArrayDeque<>();
            if (statement.getMoreResults()) {
                try (ResultSet rows = statement.getResultSet()) {
                    nextJobs.addAll(ClaimStatement.read(rows).jobs());
                }
            }
            return answers(requests, settled, nextJobs);
        }
    }

    private List<@Nullable SettleResult> answers(
            List<Request> requests, List<SettleResult> settled, Deque<ClaimedJob> nextJobs) {
        List<@Nullable SettleResult> answers = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            SettleResult each = settled.get(i);
            if (!each.held()) {
                answers.add(null);
            } else if (requests.get(i).claimantOfNext() == null || nextJobs.isEmpty()) {
                answers.add(each);
            } else {
                answers.add(each.with(nextJobs.remove()));
            }
        }
        nextJobs.forEach(this::giveBack); // those of attempts that could not be settled
        return answers;
    }

    private void giveBack(ClaimedJob job) {
        try {
            unclaimedJobs.giveBack(job.lease());
        } catch (SQLException e) {
            LOG.warnf("could not give back job=%d error=%s", job.lease().jobId(), e.getMessage());
        }
    }
}
