package org.tfmirror.job;

/** A job was committed and may be claimed; fired after the commit, so that nobody waits for the next poll. */
public record JobSubmitted(long jobId) {}
