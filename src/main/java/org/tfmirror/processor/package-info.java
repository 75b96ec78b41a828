/**
 * Floor 3: the clock's door. The tick, the worker pool, the item pipeline, backoff, heartbeat and shutdown.
 *
 * <p>Not here: SQL, HTTP to origins, OpenPGP, S3: the floors below do these. May import: floors 0 to 2.
 */
@NullMarked
package org.tfmirror.processor;

import org.jspecify.annotations.NullMarked;
