-- Slots for what clients wait for look here, however many other jobs are due.
drop index concurrently if exists job_due_on_demand;
create index concurrently job_due_on_demand on job (due_at, id) where status = 'pending' and origin = 'on_demand';
