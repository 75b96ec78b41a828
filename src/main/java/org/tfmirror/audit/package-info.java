/**
 * Floor 1: who changed what. One row for each change that an operator made or was refused, readable and never rewritten.
 *
 * <p>A call that changes something says so in two places. The resource method is marked, so that a refusal of it is
 * written down by a filter for all of them:
 *
 * <pre>{@code
 * @Audited(action = Action.JOB_CANCEL, object = "job/{id}")
 * }</pre>
 *
 * <p>and what does the change says, inside the change's transaction (there is an exception where there is none), what
 * came of it:
 *
 * <pre>{@code
 * audit.done(caller, Action.JOB_CANCEL, "job/" + id);              // or with a short detail, "items=12"
 * audit.unchanged(caller, Action.JOB_CANCEL, "job/" + id);         // allowed, but it was so already
 * }</pre>
 *
 * <p>Who calls, and from where, is passed in: a door knows it from its request ({@code web.RequestCaller}), and {@link
 * org.tfmirror.audit.Caller#system()} is the service itself. A new kind of change is a constant of {@link
 * org.tfmirror.audit.Action}; {@code AuditCoverageTest} fails for a writing call that leaves no entry.
 *
 * <p>Not here: reading, which changes nothing; and calls without a valid token, which are in the log: strangers must not
 * be able to fill a table. May import: {@code provider}.
 */
@NullMarked
package org.tfmirror.audit;

import org.jspecify.annotations.NullMarked;
