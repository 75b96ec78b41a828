/**
 * Floor 1: the work. Jobs and their items, their states, and the queue's statements: claim, heartbeat, settle, rescue.
 *
 * <p>Not here: what the mirror has ({@code catalog}), and how the work is done ({@code processor}). May import: {@code
 * provider}.
 */
@NullMarked
package org.tfmirror.job;

import org.jspecify.annotations.NullMarked;
