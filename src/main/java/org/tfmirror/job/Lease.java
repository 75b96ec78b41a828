package org.tfmirror.job;

/**
 * A worker's hold on a job. Every write it makes names both, and counts only while they are still the row's.
 *
 * @param epoch the fencing token: greater than that of any earlier holder
 */
public record Lease(long jobId, long epoch) {}
