package org.tfmirror.test;

import org.tfmirror.job.JobLimits;

/** Limits of a test's own. */
public record TestJobLimits(int maxItemsPerJob, int maxVersionsPerConstraint) implements JobLimits {}
