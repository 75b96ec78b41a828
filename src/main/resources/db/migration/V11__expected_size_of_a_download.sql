-- How many bytes the archive under way will bring, where its origin says so: with what has come, the time left.
alter table job_item add column expected_bytes bigint;
