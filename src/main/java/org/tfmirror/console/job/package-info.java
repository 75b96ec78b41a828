/**
 * The console's pages of jobs: lists, one job live, and how a job is submitted.
 *
 * <p>Not here: what a job is ({@code job}) and how it is moved ({@code command}). May import: {@code console.page},
 * {@code console.session}, what lies below the doors.
 */
@NullMarked
package org.tfmirror.console.job;

import org.jspecify.annotations.NullMarked;
