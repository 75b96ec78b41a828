/**
 * Jobs that are made because a client asks for a package which is not there: one at a time for each package, over all
 * replicas. Its door is {@code DemandedJobs}.
 *
 * <p>Not here: which clients may ask, and which wait. May import: {@code job} and its other shelves, {@code provider}.
 */
@NullMarked
package org.tfmirror.job.demand;

import org.jspecify.annotations.NullMarked;
