package org.tfmirror.job.demand;

import org.tfmirror.provider.PackageColumns;

/** The statements of {@link DemandedJobs}. {@code now()} is the database's. */
final class DemandSql {

    private DemandSql() {}

    /** Parameters: the package. Locks the package's row, which it makes if need be; answers the last job's id. */
    static final String LOCK = """
            insert into on_demand_package (hostname, namespace, type, version, os, arch)
            values (?, ?, ?, ?, ?, ?)
            on conflict on constraint on_demand_package_pkey do update set job_id = on_demand_package.job_id
            returning job_id
            """;

    /**
     * Parameters: memory in milliseconds, job. How the job stands, and since when it has ended; a statement of its own,
     * after the lock, so that it sees the writes of the transaction that held the lock.
     */
    static final String STATE = """
            select job.status, job.completed_at > now() - ? * interval '1 millisecond' as recent,
                   item.error_code, item.error_message
            from job join job_item item on item.job_id = job.id and item.ordinal = 0
            where job.id = ?
            """;

    /** Parameters: memory in milliseconds, hostnames, namespaces, types, versions, oses, arches. As {@link #STATE}. */
    static final String STATES = """
            with wanted as materialized (
              select ?::bigint as memory, asked.*
              from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
                as asked (hostname, namespace, type, version, os, arch)
            )
            select wanted.*, job.status,
                   job.completed_at > now() - wanted.memory * interval '1 millisecond' as recent,
                   item.error_code, item.error_message
            from wanted
            join on_demand_package made using (hostname, namespace, type, version, os, arch)
            join job on job.id = made.job_id
            join job_item item on item.job_id = job.id and item.ordinal = 0
            """;

    /**
     * Parameters: who asks. What was made within a minute for them, within a day for all, and whether all is paused.
     */
    static final String USED = """
            select (select count(*) from job
                    where origin = 'on_demand' and created_at > now() - interval '1 minute' and asked_by = ?),
                   (select coalesce(sum(greatest(
                        coalesce(item.size_bytes, item.expected_bytes, 0), item.downloaded_bytes)), 0)::bigint
                    from job join job_item item on item.job_id = job.id
                    where job.origin = 'on_demand' and job.created_at > now() - interval '1 day'),
                   (select paused from processor_switch)
            """;

    /** Parameters: who asks, the package. */
    static final String QUEUE = """
            with made as (
              insert into job (origin, asked_by, created_by, total_items) values ('on_demand', ?, 'on-demand', 1)
              returning id
            )
            insert into job_item (job_id, ordinal, hostname, namespace, type, version, os, arch)
            select made.id, 0, ?, ?, ?, ?, ?, ? from made
            returning job_id, id
            """;

    /** Parameters: who asks, owner, lease in milliseconds, the package. The job is as a claim leaves it. */
    static final String QUEUE_CLAIMED = """
            with made as (
              insert into job (origin, asked_by, created_by, total_items,
                status, lease_owner, lease_expires_at, lease_epoch, started_at)
              values ('on_demand', ?, 'on-demand', 1,
                'running', ?, now() + ? * interval '1 millisecond', 1, now())
              returning id, lease_epoch
            )
            insert into job_item (job_id, ordinal, hostname, namespace, type, version, os, arch,
              status, attempts, started_at, lease_epoch)
            select made.id, 0, ?, ?, ?, ?, ?, ?, 'downloading', 1, now(), made.lease_epoch from made
            returning job_id, id
            """;

    /** Parameters: job, the package. */
    static final String NOTE = "update on_demand_package set job_id = ? where " + PackageColumns.IS_PACKAGE;
}
