package org.tfmirror.bundle;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.PackageColumns;
import org.tfmirror.provider.PackageId;

/** The bundles that were exported and imported. Thread-safe. */
@Singleton
public class Bundles {

    private static final String COLUMNS =
            "select id, direction, folder, created_by, created_at, part_size, base, source,"
                    + " serial, packed_at from bundle ";
    private static final String ENTRY =
            "select entry from bundle_entry where bundle_id = ? and " + PackageColumns.IS_PACKAGE;
    private static final String ENTRIES =
            "select entry from bundle_entry where bundle_id = ? order by hostname, namespace, type, version, os, arch";
    private static final String PARTS =
            "select number, size_bytes, sha256 from bundle_part where bundle_id = ? and size_bytes is not null order by number";

    private static final String MISSING = "select missing from bundle where id = ?";
    private static final String LACKING = """
            select hostname || '/' || namespace || '/' || type || ' ' || version || ' ' || os || '_' || arch
            from job_item item
            where job_id = ? and status = 'failed' and version is not null and (
              error_code = 'bundle_part_missing' or exists (
                select from bundle where bundle.id = item.job_id and bundle.direction = 'export'))
            order by ordinal limit 1000
            """;

    private final DataSource dataSource;

    public Bundles(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * A bundle.
     *
     * @param id its job's
     * @param folder what the keys of its files begin with
     * @param partSize of an export; 0 of an import
     * @param base SHA-256 of what its export left out the packages of
     * @param origin of an import; null of an export
     */
    public record Bundle(
            long id,
            Direction direction,
            String folder,
            String createdBy,
            Instant createdAt,
            long partSize,
            List<String> base,
            ManifestHead.@Nullable Origin origin) {

        /** Where one of its files is in the bucket. */
        public String key(String file) {
            return folder + "/" + file;
        }
    }

    /** Which way a bundle goes. */
    public enum Direction {
        EXPORT,
        IMPORT,
        /** No bundle, but archives in the bucket that are taken over. */
        ADOPT;

        /** The name in JSON and in the database, lower-case. */
        public String wireName() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    public Optional<Bundle> find(long id) throws SQLException {
        return bundles("where id = ?", id).stream().findFirst();
    }

    /** Newest first. */
    public List<Bundle> newest(long before, int limit) throws SQLException {
        return bundles("where id < ? order by id desc limit " + limit, before);
    }

    private List<Bundle> bundles(String condition, long parameter) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(COLUMNS + condition)) {
            statement.setLong(1, parameter);
            List<Bundle> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(read(rows));
                }
            }
            return found;
        }
    }

    private static Bundle read(ResultSet row) throws SQLException {
        String source = row.getString("source");
        return new Bundle(
                row.getLong("id"),
                Direction.valueOf(row.getString("direction").toUpperCase(java.util.Locale.ROOT)),
                row.getString("folder"),
                row.getString("created_by"),
                row.getTimestamp("created_at").toInstant(),
                row.getLong("part_size"),
                texts(row.getArray("base")),
                source == null
                        ? null
                        : new ManifestHead.Origin(
                                source,
                                row.getLong("serial"),
                                row.getTimestamp("packed_at").toInstant()));
    }

    private static List<String> texts(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }

    /** Of an export only once it is in a finished part. */
    public Optional<BundleEntry> entry(long id, PackageId wanted) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(ENTRY)) {
            statement.setLong(1, id);
            PackageColumns.set(statement, 1, PackageColumns.of(wanted));
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(ManifestJson.readEntry(rows.getString(1))) : Optional.empty();
            }
        }
    }

    /** Writes all entries of an export that are in a finished part. */
    public void writeEntries(long id, ManifestWriter to) throws SQLException, IOException {
        try (Connection connection = dataSource.getConnection()) {
            RowStream.each(connection, ENTRIES, id, row -> to.entry(row.getString(1)));
        }
    }

    /**
     * Of an export what could not be packed, of an import also what its parts did not have; a package a line, what is still
     * to come not among it. The first 1,000.
     */
    public List<String> lacking(long id) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return Stream.concat(
                            texts(connection, MISSING, id).stream().flatMap(String::lines),
                            texts(connection, LACKING, id).stream())
                    .distinct()
                    .limit(1000)
                    .toList();
        }
    }

    private static List<String> texts(Connection connection, String sql, long id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, id);
            List<String> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
            return found;
        }
    }

    /** Those that are finished. */
    public List<Part> parts(long id) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(PARTS)) {
            statement.setLong(1, id);
            List<Part> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(new Part(BundleNames.part(rows.getInt(1)), rows.getLong(2), rows.getString(3)));
                }
            }
            return found;
        }
    }
}
