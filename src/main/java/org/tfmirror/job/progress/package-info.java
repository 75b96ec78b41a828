/**
 * A job's progress: its items by pages, and the changes since the last look.
 *
 * <p>Not here: any writing. May import: {@code job}, {@code provider}.
 */
@NullMarked
package org.tfmirror.job.progress;

import org.jspecify.annotations.NullMarked;
