/**
 * Floor 3: the operators' door. The admin API under {@code /admin/api}, its problems and its views.
 *
 * <p>Not here: what the calls do ({@code command} does it). May import: {@code command}, floors 0 to 2, and the processor's
 * public face through {@code job}.
 */
@NullMarked
package org.tfmirror.admin;

import org.jspecify.annotations.NullMarked;
