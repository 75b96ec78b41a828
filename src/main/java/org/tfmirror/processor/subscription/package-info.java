/**
 * Running subscriptions: due ones, their new versions, and the file that names some.
 *
 * <p>Not here: their schedules and the database ({@code subscription}), the comparison and the job ({@code command}).
 */
@NullMarked
package org.tfmirror.processor.subscription;

import org.jspecify.annotations.NullMarked;
