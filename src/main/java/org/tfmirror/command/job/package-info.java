/**
 * What operators do to jobs: submit, cancel, retry, verify packages again, fetch what vouches for them.
 *
 * <p>Not here: jobs that bundles bring ({@code command.bundle}), what runs a job ({@code processor}). May import: {@code command}, floors 0 to 2 without {@code web}.
 */
@NullMarked
package org.tfmirror.command.job;

import org.jspecify.annotations.NullMarked;
