package org.tfmirror.job.queue;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.tfmirror.job.JobLimits;
import org.tfmirror.job.Lease;
import org.tfmirror.provider.PackageColumns;
import org.tfmirror.provider.PackageId;

/** Adds packages to a job that has begun: those its constraints select. Thread-safe. */
@Singleton
public class JobAdditions {

    /** Parameters: hostnames, namespaces, types, versions, oses, arches, job, job, epoch. */
    static final String ADD = """
            with wanted as materialized (
              select * from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
                with ordinality as listed (hostname, namespace, type, version, os, arch, nth)
            ), given as (
              select ?::bigint as job_id
            ), added as (
              insert into job_item (job_id, ordinal, hostname, namespace, type, version, os, arch)
              select given.job_id,
                     (select max(ordinal) from job_item where job_id = given.job_id)
                       + row_number() over (order by nth),
                     hostname, namespace, type, version, os, arch
              from wanted, given
              where (hostname, namespace, type, version, os, arch) not in (
                select hostname, namespace, type, version, os, arch from job_item
                where job_id = (select job_id from given) and version is not null)
              returning id
            )
            update job set total_items = total_items + (select count(*) from added)
            where id = ? and lease_epoch = ? and status = 'running'
            returning total_items, list_as_is
            """;

    private final JobLimits limits;

    public JobAdditions(JobLimits limits) {
        this.limits = limits;
    }

    /**
     * Adds the packages that the job does not have yet, after all others, in the transaction of this connection.
     *
     * @param packages each once
     * @param lease held: the transaction has locked the job's row under it
     * @return whether the job lists its versions as they are
     * @throws TooManyItems where the job would have more than it may; the transaction is to be rolled back
     */
    public boolean add(Connection connection, Lease lease, List<PackageId> packages) throws SQLException, TooManyItems {
        try (PreparedStatement statement = connection.prepareStatement(ADD)) {
            List<List<String>> rows = packages.stream().map(PackageColumns::of).toList();
            int i = PackageColumns.setArrays(statement, rows, PackageColumns.PACKAGE);
            statement.setLong(++i, lease.jobId());
            statement.setLong(++i, lease.jobId());
            statement.setLong(++i, lease.epoch());
            try (ResultSet job = statement.executeQuery()) {
                job.next();
                int items = job.getInt(1);
                if (items > limits.maxItemsPerJob()) {
                    throw new TooManyItems(items, limits.maxItemsPerJob());
                }
                return job.getBoolean(2);
            }
        }
    }

    /** A constraint would bring more packages than its job may have. */
    public static final class TooManyItems extends Exception {

        private static final long serialVersionUID = 1L;

        TooManyItems(int items, int limit) {
            super("with it the job would have %d packages, and tfmirror.admin.max-items-per-job allows %d"
                    .formatted(items, limit));
        }
    }
}
