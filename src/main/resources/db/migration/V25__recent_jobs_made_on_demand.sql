-- What a client has made come within a minute, and all of them within a day.
drop index concurrently if exists job_made_on_demand;
create index concurrently job_made_on_demand on job (created_at) where origin = 'on_demand';
