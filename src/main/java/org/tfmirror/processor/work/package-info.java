/**
 * Running a claimed job: its items in order, their errors and retries, and the writes when one ends.
 *
 * <p>Not here: which job runs when. May import: {@code processor.ingest}, floors 0 to 2.
 */
@NullMarked
package org.tfmirror.processor.work;

import org.jspecify.annotations.NullMarked;
