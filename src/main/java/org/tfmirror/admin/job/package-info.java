/**
 * The admin API of jobs: submit, files, lists, pages of items, events, cancel, retry.
 *
 * <p>Not here: what a job does ({@code processor}). May import: {@code admin}, {@code command}, floors 0 to 2.
 */
@NullMarked
package org.tfmirror.admin.job;

import org.jspecify.annotations.NullMarked;
