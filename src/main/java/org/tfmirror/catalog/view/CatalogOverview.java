package org.tfmirror.catalog.view;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.Integrity;
import org.tfmirror.provider.InvalidNameException;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/** Reads the catalog for people: by provider, by version, and in total. Thread-safe. */
@Singleton
public class CatalogOverview {

    private static final String TOTALS = """
            select count(*), coalesce(sum(size_bytes), 0), count(distinct (hostname, namespace, type))
            from mirrored_package
            """;

    /** Parameters: text that the address has, the same; the last provider of the page before; limit. */
    private static final String PROVIDERS = """
            select hostname, namespace, type, count(distinct version) as versions, count(*) as packages,
                   sum(size_bytes) as bytes, max(verified_at) as newest,
                   count(*) filter (where integrity <> 'intact' or untrusted_by is not null) as damaged, count(*) filter (where blocked) as blocked
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
                   package.key_fingerprint, package.untrusted_by, release.listed_at is not null as listed,
                   array_to_string(release.waiting_for, ', ') as waiting_for
            from mirrored_package package
            left join release on release.hostname = package.hostname and release.namespace = package.namespace
              and release.type = package.type and release.version = package.version
            """;
    private static final String OF_PROVIDER = PACKAGES
            + "where package.hostname = ? and package.namespace = ? and package.type = ? order by package.id desc";
    private static final String NEWEST = PACKAGES + "order by package.id desc limit ?";
    /** Followed by a condition; parameters: the id before which to begin; limit. */
    private static final String OF_STATE = PACKAGES + "where package.id < ? and ";

    private static final String NEWEST_FIRST = " order by package.id desc limit ?";
    private static final String STATES = "select "
            + Arrays.stream(State.values())
                    .map(each -> "count(*) filter (where " + each.condition + ")")
                    .collect(Collectors.joining(", "))
            + " from mirrored_package package";

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

    /** What may be worth a look at a package; one may be in several. */
    public enum State {
        /** Today's rules refuse what vouches for it. */
        UNTRUSTED("package.untrusted_by is not null"),
        /** Its object is missing or altered. */
        DAMAGED("package.integrity <> 'intact' and package.untrusted_by is null"),
        BLOCKED("package.blocked"),
        /** Nothing that its origin signed is kept. */
        UNPROVEN("package.evidence is null");

        private final String condition;

        State(String condition) {
            this.condition = condition;
        }

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws InvalidNameException where {@code text} names no such state */
        public static State parse(String text) {
            return Arrays.stream(values())
                    .filter(each -> each.wireName().equals(text))
                    .findFirst()
                    .orElseThrow(
                            () -> new InvalidNameException(text, "one of untrusted, damaged, blocked and unproven"));
        }
    }

    /** The whole catalog. */
    public record Totals(long packages, long bytes, long providers) {}

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
        return query(TOTALS, rows -> new Totals(rows.getLong(1), rows.getLong(2), rows.getLong(3)))
                .get(0);
    }

    /** How many packages are in each state. */
    public Map<State, Long> states() throws SQLException {
        return query(STATES, rows -> {
                    Map<State, Long> counts = new EnumMap<>(State.class);
                    for (State each : State.values()) {
                        counts.put(each, rows.getLong(each.ordinal() + 1));
                    }
                    return counts;
                })
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

    /**
     * Packages in a state, the newest first.
     *
     * @param before only those with a smaller id; null from the newest
     */
    public List<Held> packages(State state, @Nullable Long before, int limit) throws SQLException {
        return query(
                OF_STATE + state.condition + NEWEST_FIRST,
                CatalogOverview::held,
                before == null ? Long.MAX_VALUE : before,
                limit);
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
                rows.getString("untrusted_by") == null
                        ? Integrity.parse(rows.getString("integrity"))
                        : Integrity.UNTRUSTED,
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
