/**
 * Floor 2: the clock's door. The tick, the worker pool, the item pipeline, backoff, heartbeat and shutdown.
 *
 * <p>Not here: SQL, HTTP to origins, OpenPGP, S3: the floors below do these. May import: floors 0 and 1.
 */
@NullMarked
package org.tfmirror.processor;

import org.jspecify.annotations.NullMarked;
