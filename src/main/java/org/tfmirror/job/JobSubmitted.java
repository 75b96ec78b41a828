package org.tfmirror.job;

/** A job was committed and may be claimed; fired after the commit, so that the job does not wait for the next poll. */
public record JobSubmitted(long jobId) {}
