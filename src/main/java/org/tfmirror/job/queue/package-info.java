/**
 * What workers do to jobs: claim, heartbeat, settle, give back, rescue. One statement each, on the database's clock, each under a
 * fencing token. Its doors are {@code JobQueue} and {@code JobAdditions}.
 *
 * <p>Not here: what operators do to jobs ({@code job}). May import: {@code job}, {@code provider}.
 */
@NullMarked
package org.tfmirror.job.queue;

import org.jspecify.annotations.NullMarked;
