/**
 * The admin API of subscriptions: put, look, plan, run, pause, delete; and files of them.
 *
 * <p>Not here: when they run and what that brings ({@code processor}). May import: {@code admin}, what lies below the doors.
 */
@NullMarked
package org.tfmirror.admin.subscription;

import org.jspecify.annotations.NullMarked;
