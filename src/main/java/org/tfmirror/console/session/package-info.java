/**
 * Who is at the console: whether there is one at all, its login, and the token of its forms.
 *
 * <p>Not here: pages. May import: what lies below the doors.
 */
@NullMarked
package org.tfmirror.console.session;

import org.jspecify.annotations.NullMarked;
