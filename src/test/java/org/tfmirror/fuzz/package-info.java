/** A small seeded fuzzer for parsers of untrusted bytes and text. The packages' own tests use it. */
@NullMarked
package org.tfmirror.fuzz;

import org.jspecify.annotations.NullMarked;
