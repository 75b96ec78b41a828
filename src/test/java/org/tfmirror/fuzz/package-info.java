/** A small seeded fuzzer for whatever reads bytes or text that others wrote. Its users are the packages' own tests. */
@NullMarked
package org.tfmirror.fuzz;

import org.jspecify.annotations.NullMarked;
