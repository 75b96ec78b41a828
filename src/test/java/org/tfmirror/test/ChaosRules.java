package org.tfmirror.test;

import java.util.List;

/** What {@link ChaosLedger} has the database write down, and what must never be found in it. */
final class ChaosRules {

    private ChaosRules() {}

    static final List<String> TRIGGERS = List.of(
            """
            create table chaos_move (
              at timestamptz not null default clock_timestamp(), kind text not null, id bigint not null,
              was text not null, became text not null, epoch bigint not null, owner text)
            """,
            "create table chaos_breach (at timestamptz not null default clock_timestamp(), what text, id bigint)",
            """
            create function chaos_breach(broken boolean, what text, id bigint) returns void language sql as $$
              insert into chaos_breach (what, id) select what, id where broken
            $$
            """,
            // How many jobs a replica holds is no matter for the database: a worker that fences itself after a pause
            // frees
            // its slot while its lease may still run here. That slots are never overfilled is shown in ProcessorTest.
            """
            create function chaos_note() returns trigger language plpgsql as $$
            begin
              if tg_table_name = 'job' then
                perform chaos_breach(new.lease_epoch < old.lease_epoch, 'the token fell', new.id);
                perform chaos_breach(new.completed_items < old.completed_items or new.failed_items < old.failed_items
                  or new.cancelled_items < old.cancelled_items, 'the progress of the job fell', new.id);
                if new.status <> old.status or new.lease_epoch <> old.lease_epoch then
                  insert into chaos_move (kind, id, was, became, epoch, owner)
                  values ('job', new.id, old.status, new.status, new.lease_epoch, new.lease_owner);
                end if;
              else
                perform chaos_breach(new.status = 'downloading' and old.status = 'downloading'
                  and new.lease_epoch = old.lease_epoch and new.downloaded_bytes < old.downloaded_bytes,
                  'the progress of the item fell within an attempt', new.id);
                perform chaos_breach(new.attempts > old.attempts
                  and (new.attempts > old.attempts + 1 or new.status <> 'downloading'), 'an attempt without a start', new.id);
                perform chaos_breach(new.attempts < old.attempts
                  and (new.attempts < old.attempts - 1 or old.status <> 'downloading' or new.status <> 'pending'),
                  'an attempt given back that was not under way', new.id);
                perform chaos_breach(new.status = 'downloading' and old.status <> 'downloading' and exists (
                  select from job_item earlier where earlier.job_id = new.job_id and earlier.ordinal < new.ordinal
                    and (earlier.status = 'downloading'
                      or earlier.status = 'pending' and earlier.next_attempt_at is null)), 'out of order', new.id);
                if new.status <> old.status then
                  insert into chaos_move (kind, id, was, became, epoch)
                  values ('item', new.id, old.status, new.status, new.lease_epoch);
                end if;
              end if;
              return new;
            end $$
            """,
            "create trigger chaos_job after update on job for each row execute function chaos_note()",
            "create trigger chaos_item after update on job_item for each row execute function chaos_note()");

    static final List<String> BREACHES = List.of(
            "select what, id, at from chaos_breach",
            "select kind, id, was, became from chaos_move where was in ('completed', 'failed', 'cancelled')",
            """
            select id, 'completed more than once' from chaos_move where kind = 'item' and became = 'completed'
            group by id having count(*) > 1
            """,
            """
            select id, epoch, 'started more than once under one token' from chaos_move
            where kind = 'item' and became = 'downloading' group by id, epoch having count(*) > 1
            """,
            """
            select id, epoch, 'one token, two owners' from chaos_move where kind = 'job' and owner is not null
            group by id, epoch having count(distinct owner) > 1
            """,
            "select id, status, error_message from job where status <> 'completed'",
            "select id, 'running after the end' from job where status = 'running' or lease_owner is not null");
}
