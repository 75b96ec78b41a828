/**
 * A floor of its own between what the doors share and the doors: what operators command, by any door. Each command
 * is a transaction together with its audit entry, takes the {@link org.tfmirror.audit.Caller} as an argument, and throws
 * {@link org.tfmirror.command.CommandRefusedException} where it cannot be done as things are. Each shelf has the commands
 * on one subject.
 *
 * <p>Not here: requests, answers and what is only read (the doors do it). May import: floors 0 to 2 without
 * {@code web}, because a command knows no HTTP.
 */
@NullMarked
package org.tfmirror.command;

import org.jspecify.annotations.NullMarked;
