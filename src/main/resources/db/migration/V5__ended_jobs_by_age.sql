-- The pruning of old jobs reads only what it deletes.
create index job_ended on job (completed_at) where status in ('completed', 'failed', 'cancelled');
