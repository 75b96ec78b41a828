/**
 * The processor's telemetry: log context, metrics, traces.
 *
 * <p>Not here: any decision. May import: the other shelves of {@code processor}, floors 0 and 1.
 */
@NullMarked
package org.tfmirror.processor.telemetry;

import org.jspecify.annotations.NullMarked;
