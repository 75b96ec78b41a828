package org.tfmirror.command.job;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.tfmirror.catalog.ListingRule;
import org.tfmirror.catalog.ReleaseId;
import org.tfmirror.catalog.ReleaseOrder;
import org.tfmirror.catalog.listing.Releases;
import org.tfmirror.job.JobLocks;
import org.tfmirror.job.JobSpec;
import org.tfmirror.job.JobWarnings;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Platform;

/**
 * Writes what an order consists of beside its job and items, in the transaction that stores them: locks and listing.
 */
@Singleton
public class OrderRecords {

    private static final String ITEMS = """
            select hostname, namespace, type, version, array_agg(os || '_' || arch) as platforms
            from job_item where job_id = ? and version is not null
            group by hostname, namespace, type, version
            order by hostname, namespace, type, version
            """;
    private static final int SOME = 500;

    private final DataSource dataSource;
    private final JobLocks locks;
    private final Releases releases;

    OrderRecords(DataSource dataSource, JobLocks locks, Releases releases) {
        this.dataSource = dataSource;
        this.locks = locks;
        this.releases = releases;
    }

    /** The job's row is there. Of constraints nothing is known yet: their versions are ordered when they are expanded. */
    public void write(long jobId, JobSpec spec) throws SQLException {
        for (JobSpec.VersionLock lock : spec.locks()) {
            locks.add(jobId, lock.provider(), lock.version(), lock.hashes());
        }
        try (Connection connection = dataSource.getConnection()) {
            List<String> warnings = new ArrayList<>(spec.warnings());
            warnings.addAll(releases.order(connection, orders(spec)));
            JobWarnings.add(connection, jobId, warnings);
        }
    }

    /** The same for a job whose versions are listed by these orders. */
    public void write(long jobId, List<ReleaseOrder> orders) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            JobWarnings.add(connection, jobId, releases.order(connection, orders));
        }
    }

    /** The same for the packages among the job's items, some versions at a time: there may be very many. */
    public void writeItems(long jobId) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(ITEMS)) {
            statement.setLong(1, jobId);
            statement.setFetchSize(SOME);
            try (ResultSet rows = statement.executeQuery()) {
                List<ReleaseOrder> some = new ArrayList<>();
                while (rows.next()) {
                    some.add(new ReleaseOrder(ReleaseId.read(rows), ListingRule.ORDERED, platforms(rows), null));
                    if (some.size() == SOME) {
                        write(jobId, some);
                        some.clear();
                    }
                }
                write(jobId, some);
            }
        }
    }

    private static Set<Platform> platforms(ResultSet row) throws SQLException {
        return Stream.of((String[]) row.getArray("platforms").getArray())
                .map(Platform::parse)
                .collect(Collectors.toSet());
    }

    private static List<ReleaseOrder> orders(JobSpec spec) {
        Map<ReleaseId, Set<Platform>> ordered = new LinkedHashMap<>();
        for (PackageId each : spec.packages()) {
            ordered.computeIfAbsent(ReleaseId.of(each), release -> new LinkedHashSet<>())
                    .add(each.platform());
        }
        ListingRule rule = spec.listAsIs() ? ListingRule.AS_IS : ListingRule.ORDERED;
        return ordered.entrySet().stream()
                .map(each -> new ReleaseOrder(each.getKey(), rule, each.getValue(), null))
                .toList();
    }
}
