package org.tfmirror.catalog.view;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.Integrity;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/** The catalog as people look over it: by provider, by version, and in sum. Thread-safe. */
@Singleton
public class CatalogOverview {

    private static final String TOTALS = """
            select count(*), coalesce(sum(size_bytes), 0), count(distinct (hostname, namespace, type)),
                   count(*) filter (where integrity <> 'intact'), count(*) filter (where blocked)
            from mirrored_package
            """;

    /** Parameters: text that the address has, the same; the last provider of the page before; limit. */
    private static final String PROVIDERS = """
            select hostname, namespace, type, count(distinct version) as versions, count(*) as packages,
                   sum(size_bytes) as bytes, max(verified_at) as newest,
                   count(*) filter (where integrity <> 'intact') as damaged, count(*) filter (where blocked) as blocked
            from mirrored_package
            where strpos(hostname || '/' || namespace || '/' || type, ?) > 0
              and (hostname || '/' || namespace || '/' || type) collate "C" > ?
            group by hostname, namespace, type
            order by (hostname || '/' || namespace || '/' || type) collate "C"
            limit ?
            """;

    private static final String PACKAGES = """
            select package.id, package.hostname, package.namespace, package.type, package.version, package.os,
                   package.arch, package.size_bytes, package.blocked, package.integrity, package.verified_at,
                   package.key_fingerprint, release.listed_at is not null as listed,
                   array_to_string(release.waiting_for, ', ') as waiting_for
            from mirrored_package package
            left join release on release.hostname = package.hostname and release.namespace = package.namespace
              and release.type = package.type and release.version = package.version
            """;
    private static final String OF_PROVIDER = PACKAGES
            + "where package.hostname = ? and package.namespace = ? and package.type = ? order by package.id desc";
    private static final String NEWEST = PACKAGES + "order by package.id desc limit ?";
    private static final String DAMAGED =
            PACKAGES + "where package.integrity <> 'intact' order by package.id desc limit ?";

    /** Parameter: limit. Of versions with packages that are served, the last ordered first. */
    private static final String KEPT_OUT = """
            select hostname, namespace, type, version, array_to_string(waiting_for, ', ') as waiting_for
            from release
            where listed_at is null and waiting_for <> '{}' and exists (
              select from mirrored_package served
              where served.hostname = release.hostname and served.namespace = release.namespace
                and served.type = release.type and served.version = release.version
                and not served.blocked and served.integrity = 'intact')
            order by ordered_at desc
            limit ?
            """;

    private final DataSource dataSource;

    public CatalogOverview(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** @param damaged whose object is missing or altered */
    public record Totals(long packages, long bytes, long providers, long damaged, long blocked) {}

    /** A provider with what the mirror has of it. */
    public record Provider(
            String hostname,
            String namespace,
            String type,
            long versions,
            long packages,
            long bytes,
            Instant newest,
            long damaged,
            long blocked) {

        /** {@code hostname/namespace/type}. */
        public String source() {
            return hostname + "/" + namespace + "/" + type;
        }
    }

    /**
     * A package, and its version's place in the lists.
     *
     * @param keyFingerprint null where policy allowed none
     * @param waitingFor the platforms that keep its version out of the lists; empty for none
     */
    public record Held(
            long id,
            PackageId name,
            long bytes,
            boolean blocked,
            Integrity integrity,
            Instant verifiedAt,
            @Nullable String keyFingerprint,
            boolean listed,
            String waitingFor) {}

    /** A version that is served, but not listed. */
    public record KeptOut(ProviderAddress provider, String version, String waitingFor) {}

    public Totals totals() throws SQLException {
        return query(
                        TOTALS,
                        rows -> new Totals(
                                rows.getLong(1), rows.getLong(2), rows.getLong(3), rows.getLong(4), rows.getLong(5)))
                .get(0);
    }

    /**
     * Providers by their address.
     *
     * @param part what the address has; empty for all
     * @param after the {@link Provider#source()} behind which to begin; empty from the first
     */
    public List<Provider> providers(String part, String after, int limit) throws SQLException {
        return query(
                PROVIDERS,
                rows -> new Provider(
                        rows.getString("hostname"),
                        rows.getString("namespace"),
                        rows.getString("type"),
                        rows.getLong("versions"),
                        rows.getLong("packages"),
                        rows.getLong("bytes"),
                        instant(rows, "newest"),
                        rows.getLong("damaged"),
                        rows.getLong("blocked")),
                part,
                after,
                limit);
    }

    /** All packages of a provider, the newest first. */
    public List<Held> packages(ProviderAddress provider) throws SQLException {
        return query(OF_PROVIDER, CatalogOverview::held, provider.hostname(), provider.namespace(), provider.type());
    }

    public List<Held> newest(int limit) throws SQLException {
        return query(NEWEST, CatalogOverview::held, limit);
    }

    /** Packages whose object is missing or altered. */
    public List<Held> damaged(int limit) throws SQLException {
        return query(DAMAGED, CatalogOverview::held, limit);
    }

    public List<KeptOut> keptOut(int limit) throws SQLException {
        return query(
                KEPT_OUT,
                rows -> new KeptOut(provider(rows), rows.getString("version"), rows.getString("waiting_for")),
                limit);
    }

    private interface RowReader<T> {
        T read(ResultSet rows) throws SQLException;
    }

    private <T> List<T> query(String sql, RowReader<T> reader, Object... parameters) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            List<T> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(reader.read(rows));
                }
            }
            return found;
        }
    }

    private static Held held(ResultSet rows) throws SQLException {
        String waitingFor = rows.getString("waiting_for");
        return new Held(
                rows.getLong("id"),
                new PackageId(
                        provider(rows),
                        ProviderVersion.parse(rows.getString("version")),
                        new Platform(rows.getString("os"), rows.getString("arch"))),
                rows.getLong("size_bytes"),
                rows.getBoolean("blocked"),
                Integrity.parse(rows.getString("integrity")),
                instant(rows, "verified_at"),
                rows.getString("key_fingerprint"),
                rows.getBoolean("listed"),
                waitingFor == null ? "" : waitingFor);
    }

    private static ProviderAddress provider(ResultSet rows) throws SQLException {
        return new ProviderAddress(rows.getString("hostname"), rows.getString("namespace"), rows.getString("type"));
    }

    private static Instant instant(ResultSet rows, String column) throws SQLException {
        return rows.getObject(column, OffsetDateTime.class).toInstant();
    }
}
