package org.tfmirror.job;

/** An operator cancelled a job; fired after the commit, so that a worker of this replica hears of it at once. */
public record JobCancelRequested(long jobId) {}
