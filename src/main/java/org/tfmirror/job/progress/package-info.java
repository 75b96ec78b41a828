/**
 * How far a job is: its items by pages, and what has changed since the last look.
 *
 * <p>Not here: any writing. May import: {@code job}, {@code provider}.
 */
@NullMarked
package org.tfmirror.job.progress;

import org.jspecify.annotations.NullMarked;
