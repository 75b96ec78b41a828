-- A job is a request for packages; its items are the packages, one each. Finished jobs stay as history.
create sequence job_id_seq;

create table job (
  id bigint primary key default nextval('job_id_seq'),
  status text not null default 'pending'
    check (status in ('pending', 'running', 'completed', 'failed', 'cancelled')),
  created_by text not null,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  completed_at timestamptz,
  error_message text,
  total_items integer not null,
  completed_items integer not null default 0,
  failed_items integer not null default 0,
  cancelled_items integer not null default 0,
  idempotency_key text,
  request_digest text,
  -- When a pending job may be claimed; a job that waits for a retry is due at the earliest of its items.
  due_at timestamptz not null default now(),
  cancel_requested boolean not null default false,
  -- How often an operator put it back after it had ended.
  retries integer not null default 0,
  -- Workers lost since the last item was settled.
  crashes integer not null default 0,
  lease_owner text,
  lease_expires_at timestamptz,
  -- The fencing token: raised by every claim and every rescue, never lowered.
  lease_epoch bigint not null default 0,
  constraint job_running_means_leased check
    ((status = 'running') = (lease_owner is not null and lease_expires_at is not null)),
  constraint job_unfinished_means_open check
    ((status in ('completed', 'failed', 'cancelled')) = (completed_at is not null)),
  constraint job_counts_add_up check
    (completed_items >= 0 and failed_items >= 0 and cancelled_items >= 0
      and completed_items + failed_items + cancelled_items <= total_items),
  constraint job_idempotency_key unique (created_by, idempotency_key)
) with (fillfactor = 70); -- room on the page, so that a heartbeat rewrites no index

-- The claim reads only this: a poll costs the same however many finished jobs there are.
create index job_due on job (due_at, id) where status = 'pending';
-- The rescue reads only this. No index on the lease's end: it would make every heartbeat rewrite it.
create index job_running on job (id) where status = 'running';

create sequence job_item_id_seq increment by 50;

create table job_item (
  id bigint primary key default nextval('job_item_id_seq'),
  job_id bigint not null references job (id) on delete cascade,
  ordinal integer not null,
  hostname text not null,
  namespace text not null,
  type text not null,
  version text not null,
  os text not null,
  arch text not null,
  status text not null default 'pending'
    check (status in ('pending', 'downloading', 'completed', 'failed', 'cancelled')),
  attempts integer not null default 0 check (attempts >= 0),
  next_attempt_at timestamptz,
  error_code text,
  error_message text,
  size_bytes bigint,
  downloaded_bytes bigint not null default 0,
  started_at timestamptz,
  completed_at timestamptz,
  -- The job's token when the item was last started.
  lease_epoch bigint not null default 0,
  constraint job_item_order unique (job_id, ordinal)
) with (fillfactor = 70);

-- A job's items run one at a time: a fact, not a habit.
create unique index job_item_one_at_a_time on job_item (job_id) where status = 'downloading';
