package org.tfmirror.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.PackageId;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Writes down every move of every job and item, by triggers in the database, where no replica can forget to; and says
 * at the end what was unlawful in them.
 */
public final class ChaosLedger {

    /** A beat after the end of the lease, or a lease and a beat after an outage; the rest is for machines that are busy. */
    private static final Duration LONGEST_OVERDUE = Duration.ofSeconds(30);

    private final MirrorStack stack;
    private @Nullable OverdueWatch overdue;

    public ChaosLedger(MirrorStack stack) {
        this.stack = stack;
    }

    /** Begins to write; the schema must be there. */
    public void open() throws SQLException {
        try (Connection connection = connect()) {
            for (String sql : ChaosRules.TRIGGERS) {
                try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    statement.execute();
                }
            }
        }
    }

    /** Stores a job as a submit does, whichever replicas are alive. */
    public void submit(List<PackageId> wanted) throws SQLException {
        try (Connection connection = connect()) {
            connection.setAutoCommit(false);
            long id;
            try (PreparedStatement statement = connection.prepareStatement(
                    "insert into job (created_by, total_items) values ('chaos', ?) returning id")) {
                statement.setInt(1, wanted.size());
                try (ResultSet rows = statement.executeQuery()) {
                    rows.next();
                    id = rows.getLong(1);
                }
            }
            try (PreparedStatement statement = connection.prepareStatement(
                    "insert into job_item (job_id, ordinal, hostname, namespace, type, version, os, arch)"
                            + " values (?, ?, ?, ?, ?, ?, ?, ?)")) {
                for (int i = 0; i < wanted.size(); i++) {
                    PackageId each = wanted.get(i);
                    statement.setLong(1, id);
                    statement.setInt(2, i);
                    statement.setString(3, each.provider().hostname());
                    statement.setString(4, each.provider().namespace());
                    statement.setString(5, each.provider().type());
                    statement.setString(6, each.version().toString());
                    statement.setString(7, each.platform().os());
                    statement.setString(8, each.platform().arch());
                    statement.addBatch();
                }
                statement.executeBatch();
            }
            connection.commit();
        }
    }

    /** What the database's clock will show after so long; for {@link #isPast}. */
    public String timeIn(Duration time) {
        return String.valueOf(stack.query("select (now() + ? * interval '1 millisecond')::text", time.toMillis())
                .get(0)
                .get(0));
    }

    /** Whether the database's clock shows more than that. */
    public boolean isPast(String time) {
        return stack.query("select now() > ?::timestamptz", time).equals(List.of(List.of(true)));
    }

    /** How many moves there have been. */
    public long moves() {
        return number("select count(*) from chaos_move");
    }

    public long openJobs() {
        return number("select count(*) from job where status in ('pending', 'running')");
    }

    /** Jobs that a process holds by a lease that has not run out. */
    public long jobsOwnedBy(long pid) {
        return number("select count(*) from job where lease_owner like ?", "%-" + pid + "-%");
    }

    /** Uploads that were begun and neither completed nor aborted. */
    public int unfinishedUploads() {
        try (S3Client s3 = stack.s3Client()) {
            return s3.listMultipartUploads(request -> request.bucket(MirrorStack.BUCKET))
                    .uploads()
                    .size();
        }
    }

    /** Begins to look for leases that ran out and that nobody takes over. */
    public void watch() {
        overdue = new OverdueWatch(stack);
    }

    /** Fails with whatever was unlawful; {@code packages} were wanted in all. */
    public void check(int packages) throws IOException {
        for (String breach : ChaosRules.BREACHES) {
            assertThat(stack.query(breach)).as(breach).isEmpty();
        }
        JobInvariants.check(stack);
        if (overdue != null) {
            overdue.close();
            assertThat(overdue.longest())
                    .as("running under a lease that ran out")
                    .isLessThan(LONGEST_OVERDUE);
        }
        Map<String, String> recorded = new TreeMap<>();
        for (List<@Nullable Object> row : stack.query("select storage_key, sha256 from mirrored_package")) {
            recorded.put(String.valueOf(row.get(0)), String.valueOf(row.get(1)));
        }
        assertThat(recorded).hasSize(packages);
        assertThat(stored())
                .as("what is visible is what is recorded, byte for byte")
                .isEqualTo(recorded);
    }

    /** Every visible object's key and the SHA-256 of its bytes. */
    private Map<String, String> stored() throws IOException {
        Map<String, String> stored = new TreeMap<>();
        try (S3Client s3 = stack.s3Client()) {
            for (S3Object object : s3.listObjectsV2Paginator(request -> request.bucket(MirrorStack.BUCKET))
                    .contents()) {
                try (InputStream bytes = s3.getObject(
                        request -> request.bucket(MirrorStack.BUCKET).key(object.key()))) {
                    stored.put(object.key(), sha256(bytes));
                }
            }
        }
        return stored;
    }

    private static String sha256(InputStream bytes) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[64 * 1024];
            int length;
            while ((length = bytes.read(buffer)) >= 0) {
                digest.update(buffer, 0, length);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private long number(String sql, Object... parameters) {
        return ((Number) java.util.Objects.requireNonNull(
                        stack.query(sql, parameters).get(0).get(0)))
                .longValue();
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                stack.database().jdbcUrl(),
                stack.database().username(),
                stack.database().password());
    }
}
