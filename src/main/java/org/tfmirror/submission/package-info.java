/**
 * Above {@code command}, below the doors: what a job is asked for with, by any door. A request's fields and files are
 * read here into a {@link org.tfmirror.job.JobSpec}, or refused with all that is wrong with them.
 *
 * <p>Not here: storing the job ({@code command}), and what it is asked for over ({@code admin}, {@code console}). May
 * import: what lies below the doors.
 */
@NullMarked
package org.tfmirror.submission;

import org.jspecify.annotations.NullMarked;
