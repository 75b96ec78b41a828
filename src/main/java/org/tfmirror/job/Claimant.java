package org.tfmirror.job;

import java.time.Duration;

/**
 * Who claims jobs, and for how long.
 *
 * @param owner unique to this process and start
 */
public record Claimant(String owner, Duration lease) {}
