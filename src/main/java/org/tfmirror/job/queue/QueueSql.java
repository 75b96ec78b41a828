package org.tfmirror.job.queue;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.tfmirror.job.JobKind;

/**
 * The statements of {@link JobQueue}. Those of a worker begin by locking the job's row under its epoch ({@code held}):
 * the rest happens only if that found it, and no rescue, cancel or newer claim can come in between.
 *
 * <p>A constraint is an item like any other, but counts among its job's items only where it failed: see docs/adr/0011.
 *
 * <p>{@code now()} is always the database's, so replicas' clocks need not agree.
 */
final class QueueSql {

    /** A kind that a newer release has brought is for its replicas. */
    private static final String KNOWN_KINDS = Arrays.stream(JobKind.values())
            .map(kind -> "'" + kind.wireName() + "'")
            .collect(Collectors.joining(", "));

    private QueueSql() {}

    /**
     * Parameters: limit, owner, lease in milliseconds. The materialized CTE locks exactly the rows it returns, and
     * {@code = any(array(…))} keeps a generic plan on the primary key where a join could turn into a scan of the table.
     * The time of the next due job is one more look into the index that the claim reads anyway; it comes in a row of
     * its own where nothing was claimed. An item's status is checked where it is started and not only where it is
     * found: a job may have been claimed, worked at and given back since the statement began.
     */
    static final String CLAIM = claim("");

    /** As {@link #CLAIM}, of what clients wait for alone. */
    static final String CLAIM_ON_DEMAND = claim("and origin = 'on_demand'");

    private static String claim(String which) {
        return """
            with due as materialized (
              select id from job
              where status = 'pending' and due_at <= now() and kind in (%s) %s
                and not exists (select from processor_switch where paused)
              order by due_at, id
              limit (select ?::int)
              for no key update skip locked
            ), claimed as (
              update job
              set status = 'running', lease_owner = ?, lease_expires_at = now() + ? * interval '1 millisecond',
                  lease_epoch = lease_epoch + 1, started_at = coalesce(started_at, now())
              where id = any (array(select id from due))
              returning id, kind, due_at, lease_epoch, cancel_requested
            ), started as (
              update job_item
              set status = 'downloading', attempts = job_item.attempts + 1, started_at = now(),
                  next_attempt_at = null, downloaded_bytes = 0, lease_epoch = claimed.lease_epoch
              from claimed
              where not claimed.cancel_requested
                and job_item.id = (
                  select first.id from job_item first
                  where first.job_id = claimed.id and first.status = 'pending'
                    and (first.next_attempt_at is null or first.next_attempt_at <= now())
                  order by first.ordinal
                  limit 1)
                and job_item.status = 'pending'
              returning job_item.id, job_item.attempts
            )
            select waiting.next_due_millis, claimed.id as job_id, claimed.kind, claimed.lease_epoch as epoch,
                   item.id as item_id, item.hostname, item.namespace, item.type, item.version, item.os, item.arch,
                   item.version_constraint, item.platforms, item.newest, item.newest_per_minor,
                   item.attempts, item.due, started.attempts as started_attempts
            from (
              select ceil(extract(epoch from min(due_at) - now()) * 1000)::bigint as next_due_millis
              from job
              where status = 'pending' and due_at > now()
            ) waiting
            left join claimed on true
            left join lateral (
              select i.*, i.next_attempt_at is null or i.next_attempt_at <= now() as due
              from job_item i
              where i.job_id = claimed.id and i.status = 'pending'
              offset 0
            ) item on true
            left join started on started.id = item.id
            order by claimed.due_at, claimed.id, item.ordinal
            """.formatted(KNOWN_KINDS, which);
    }

    /** Parameters: lease in milliseconds, job ids, owner. */
    static final String HEARTBEAT = """
            update job
            set lease_expires_at = now() + ? * interval '1 millisecond'
            where id = any (?) and status = 'running' and lease_owner = ?
            returning id, lease_epoch, cancel_requested
            """;

    /**
     * Settles attempts, at most one of a lease, each by itself: the result of one does not affect the others.
     * Parameters, each an array with one element an attempt: jobs, epochs, items, the items' new status, retry delays
     * in milliseconds, whether the attempt counts, error codes, error messages, sizes, whether the job ends, the next
     * items. Answers a row for each whose lease is held, with the attempt's place in the arrays, counted from 1.
     *
     * <p>The arrays come out of a CTE, so that the planner cannot see how long they are: it would plan anew for each
     * length otherwise, at several times the statement's cost.
     */
    static final String SETTLE = settle("");

    /** As {@link #SETTLE}, but waits for no lock: a job that another transaction has locked counts as lost. */
    static final String SETTLE_UNLOCKED = settle("skip locked");

    private static String settle(String whereLocked) {
        return """
            with arrays as materialized (
              select ?::bigint[] as jobs, ?::bigint[] as epochs, ?::bigint[] as items, ?::text[] as statuses,
                     ?::bigint[] as delays, ?::boolean[] as counted, ?::text[] as codes, ?::text[] as messages,
                     ?::bigint[] as sizes, ?::boolean[] as ending, ?::bigint[] as following
            ), given as materialized (
              select given.*
              from arrays, unnest(jobs, epochs, items, statuses, delays, counted, codes, messages, sizes, ending, following)
                with ordinality
                as given (job_id, epoch, item_id, status, delay_millis, counts, error_code, error_message, size_bytes,
                          ends, next_id, place)
            ), held as materialized (
              select job.id, job.lease_epoch, job.cancel_requested
              from job
              where job.id = any (array(select job_id from given)) and job.status = 'running'
              order by job.id
              for no key update %s
            ), settled as (
              update job_item
              set status = given.status,
                  attempts = job_item.attempts - (not given.counts)::int,
                  next_attempt_at = case when given.status = 'pending'
                    then now() + given.delay_millis * interval '1 millisecond' end,
                  error_code = given.error_code,
                  error_message = given.error_message,
                  size_bytes = coalesce(given.size_bytes, job_item.size_bytes),
                  downloaded_bytes = coalesce(given.size_bytes, job_item.downloaded_bytes),
                  completed_at = case when given.status <> 'pending' then now() end
              from given join held on held.id = given.job_id and held.lease_epoch = given.epoch
              where job_item.id = any (array(select item_id from given))
                and job_item.id = given.item_id
                and job_item.job_id = given.job_id
                and job_item.status = 'downloading'
                and job_item.lease_epoch = given.epoch
              returning given.*, held.cancel_requested, job_item.version_constraint is not null as selects
            ), counted as (
              update job
              set total_items = total_items + (settled.status = 'failed' and settled.selects)::int,
                  completed_items = completed_items + (settled.status = 'completed' and not settled.selects)::int,
                  failed_items = failed_items + (settled.status = 'failed')::int,
                  error_message = case when settled.status = 'failed'
                    then coalesce(job.error_message, settled.error_message) else job.error_message end,
                  crashes = 0,
                  status = case
                    when not settled.ends then 'running'
                    when job.cancel_requested then 'cancelled'
                    when job.failed_items + (settled.status = 'failed')::int > 0 then 'failed'
                    else 'completed' end,
                  completed_at = case when settled.ends then now() end,
                  lease_owner = case when settled.ends then null else job.lease_owner end,
                  lease_expires_at = case when settled.ends then null else job.lease_expires_at end
              from settled
              where job.id = any (array(select id from held)) and job.id = settled.job_id
              returning settled.place, job.status
            ), started as (
              update job_item
              set status = 'downloading', attempts = job_item.attempts + 1, started_at = now(),
                  next_attempt_at = null, downloaded_bytes = 0, lease_epoch = settled.epoch
              from settled
              where job_item.id = any (array(select next_id from given))
                and job_item.id = settled.next_id
                and job_item.job_id = settled.job_id
                and not settled.cancel_requested
                and job_item.status = 'pending'
              returning settled.place, job_item.attempts
            )
            select counted.place, counted.status as job_status, started.attempts as started_attempts
            from counted left join started on started.place = counted.place
            """.formatted(whereLocked);
    }

    /**
     * Parameters: job, epoch. Goes before {@link #GIVE_BACK} in its transaction. A statement sees the rows as they were
     * when it began: one that waits for the job's lock and then looks at its items would miss the item that a
     * settlement has started meanwhile. So this one waits, and the next one looks.
     */
    static final String HOLD = """
            select id from job where id = ? and lease_epoch = ? and status = 'running' for no key update
            """;

    /**
     * Parameters: job, epoch. Returns the job's new state where the lease was held, else no row. For a job that is
     * locked already, by {@link #HOLD}.
     */
    static final String GIVE_BACK = """
            with held as materialized (
              select id, cancel_requested from job
              where id = ? and lease_epoch = ? and status = 'running'
              for no key update
            ), put_back as (
              update job_item
              set status = case when (select cancel_requested from held) then 'cancelled' else 'pending' end,
                  completed_at = case when (select cancel_requested from held) then now() end,
                  next_attempt_at = case when (select cancel_requested from held) then null else next_attempt_at end,
                  attempts = attempts - (status = 'downloading')::int
              where job_id = (select id from held) and status in ('pending', 'downloading')
                and ((select cancel_requested from held) or status = 'downloading')
              returning id
            ), open as (
              select min(case when status = 'downloading' then now() else coalesce(next_attempt_at, now()) end) as due_at
              from job_item
              where job_id = (select id from held) and status in ('pending', 'downloading')
            )
            update job
            set status = case
                  when cancel_requested then 'cancelled'
                  when open.due_at is not null then 'pending'
                  when failed_items > 0 then 'failed'
                  else 'completed' end,
                cancelled_items = case when cancel_requested
                  then total_items - completed_items - failed_items else cancelled_items end,
                due_at = coalesce(open.due_at, job.due_at),
                completed_at = case when cancel_requested or open.due_at is null then now() end,
                lease_owner = null,
                lease_expires_at = null
            from open
            where job.id = (select id from held)
            returning job.status, job.cancelled_items
            """;

    /**
     * Parameters: bytes, bytes expected, item, job, epoch. The item's own copy of the epoch fences it; its job's row
     * stays unlocked. An archive that is fetched once more within an attempt does not set it back.
     */
    static final String PROGRESS = """
            update job_item set downloaded_bytes = greatest(downloaded_bytes, ?), expected_bytes = ?
            where id = ? and job_id = ? and lease_epoch = ? and status = 'downloading'
            """;

    /**
     * Parameters: owner. The database's time, and all that the owner holds as far as the database knows, with the time
     * that each lease still has; a row without a job where it holds nothing.
     */
    static final String OWNED = """
            select now() as at, job.id, job.lease_epoch,
                   ceil(extract(epoch from job.lease_expires_at - now()) * 1000)::bigint as left_millis
            from (values (1)) one
            left join job on job.status = 'running' and job.lease_owner = ?
            """;

    /**
     * Parameters: when the leases must have been over (null: now). Locks the jobs whose worker is lost, for
     * {@link #RESCUE} in the same transaction, which then sees what their workers wrote last. Skips what another has
     * locked.
     */
    static final String LOCK_LOST = """
            select id from job
            where status = 'running' and lease_expires_at < coalesce(?::timestamptz, now())
            order by id
            limit 100
            for no key update skip locked
            """;

    /**
     * Parameters: attempts an item may have, crashes a job may have, whether the attempt and the crash count, the jobs,
     * which {@link #LOCK_LOST} has locked.
     */
    static final String RESCUE = """
            with given as (
              select ?::int as max_attempts, ?::int as max_crashes, ?::boolean as counts
            ), lost as materialized (
              select id, cancel_requested,
                     (select counts from given) and crashes + 1 >= (select max_crashes from given) as hopeless
              from job
              where id = any (?) and status = 'running'
            ), items as (
              update job_item
              set status = case
                    when lost.cancel_requested then 'cancelled'
                    when lost.hopeless or (job_item.status = 'downloading' and given.counts
                      and job_item.attempts >= given.max_attempts) then 'failed'
                    else 'pending' end,
                  attempts = job_item.attempts - (job_item.status = 'downloading' and not given.counts)::int,
                  completed_at = case when lost.cancel_requested or lost.hopeless
                    or given.counts and job_item.attempts >= given.max_attempts then now() end,
                  next_attempt_at = case when lost.cancel_requested or lost.hopeless
                    then null else job_item.next_attempt_at end,
                  error_code = case when lost.cancel_requested or not given.counts
                    then job_item.error_code else 'worker_lost' end,
                  error_message = case when lost.cancel_requested or not given.counts then job_item.error_message
                    else 'the worker was lost in the middle of it, attempt ' || job_item.attempts end
              from lost cross join given
              where job_item.job_id = lost.id
                and (job_item.status = 'downloading'
                  or job_item.status = 'pending' and (lost.cancel_requested or lost.hopeless))
              returning job_item.job_id, job_item.status, job_item.version_constraint is not null as selects
            ), counts as (
              select lost.id, lost.hopeless, count(*) filter (where items.status = 'failed') as failed,
                     count(*) filter (where items.status = 'failed' and items.selects) as failed_selections,
                     count(*) filter (where items.status = 'cancelled' and not items.selects) as cancelled
              from lost left join items on items.job_id = lost.id
              group by lost.id, lost.hopeless
            )
            update job
            set status = case
                  when cancel_requested then 'cancelled'
                  when counts.hopeless then 'failed'
                  else 'pending' end,
                completed_at = case when cancel_requested or counts.hopeless then now() end,
                total_items = total_items + counts.failed_selections,
                failed_items = failed_items + counts.failed,
                cancelled_items = cancelled_items + counts.cancelled,
                error_message = case when counts.failed > 0
                  then coalesce(error_message, 'the worker was lost too often') else error_message end,
                crashes = crashes + (select counts from given)::int,
                lease_epoch = lease_epoch + 1,
                lease_owner = null,
                lease_expires_at = null,
                due_at = now()
            from counts
            where job.id = counts.id
            returning job.status, counts.failed, counts.cancelled
            """;
}
