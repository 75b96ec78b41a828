/**
 * The admin API of the audit, and the entries of what was refused.
 *
 * <p>Not here: how entries are written ({@code audit}). May import: {@code admin}, {@code command}, floors 0 to 2.
 */
@NullMarked
package org.tfmirror.admin.audit;

import org.jspecify.annotations.NullMarked;
