/**
 * The engine of one replica: polls, heartbeats, fencing, rescue, drain, housekeeping.
 *
 * <p>Not here: the work of a job. May import: {@code processor.work}, {@code processor.ingest}, floors 0 and 1.
 */
@NullMarked
package org.tfmirror.processor.engine;

import org.jspecify.annotations.NullMarked;
