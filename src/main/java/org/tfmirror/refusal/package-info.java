/**
 * Above {@code command} and {@code live}, below the doors: what they refuse, as the problem that the operators' doors tell.
 *
 * <p>Not here: what every door may answer ({@code web}), and how a door writes it ({@code admin}: JSON, {@code console}:
 * pages). May import: what lies below the doors.
 */
@NullMarked
package org.tfmirror.refusal;

import org.jspecify.annotations.NullMarked;
