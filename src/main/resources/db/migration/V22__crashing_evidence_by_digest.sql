-- Few or none: so a list of versions need not look at the evidence of each to leave these out.
drop index concurrently if exists evidence_crashing;
create index concurrently evidence_crashing on evidence (digest) where crashes_clients;
