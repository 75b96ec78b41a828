/**
 * Floor 3: the operators' door for people, the console. Pages made on the server, in a browser that has logged in; this
 * package has the overview, the audit, and how to set up a client, its shelves have the rest.
 *
 * <p>Not here: what may be done and how ({@code command}, the same as for the API). May import: its shelves, what lies
 * below the doors.
 */
@NullMarked
package org.tfmirror.console;

import org.jspecify.annotations.NullMarked;
