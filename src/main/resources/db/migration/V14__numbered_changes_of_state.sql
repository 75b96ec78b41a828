-- Each change of a job's state, or of an item's, has a number that is larger than all before it: whoever watches a job asks
-- for what is new since the last look (docs/adr/0032). Every statement that sets a state holds the lock of the job's row,
-- so the numbers of one job are committed in their order. What only renews a lease or saves progress takes no number.
-- Numbers must not be cached: a session would give out old ones later.
create sequence job_change_seq cache 1;

alter table job add column change_seq bigint not null default 0;
alter table job alter column change_seq set default nextval('job_change_seq');

alter table job_item add column change_seq bigint not null default 0;
alter table job_item alter column change_seq set default nextval('job_change_seq');

-- A trigger, so that no statement can forget it, and those of the release before need not know of it.
create function number_change() returns trigger language plpgsql as $$
begin
  new.change_seq := nextval('job_change_seq');
  return new;
end $$;

create trigger job_change before update of status, total_items on job
  for each row execute function number_change();
create trigger job_item_change before update of status on job_item
  for each row execute function number_change();
