/**
 * Floor 1: the files that name providers. A definition file of an operator's, and the dependency lock file that
 * Terraform and OpenTofu write, both in HCL; read into values that know the line they stand on.
 *
 * <p>Not here: what is done with them, and whether a registry may be used. Nothing is evaluated: a file with
 * expressions, functions or interpolation is refused. May import: {@code provider}.
 */
@NullMarked
package org.tfmirror.definition;

import org.jspecify.annotations.NullMarked;
