/**
 * Floor 0: the words of the field. Provider source addresses, versions, constraints, platforms, packages and their
 * hashes, as values that refuse bad state: text is parsed once, at the door, and is a value ever after.
 *
 * <p>Beside them stand {@code SafeText}, {@code Sha256} and {@code Page}, which every floor needs, and
 * {@code PackageColumns}, the form in which tables keep a package. Not here: anything that does something (no I/O, no clock, no framework). May import: pure {@code java.*} only.
 */
@NullMarked
package org.tfmirror.provider;

import org.jspecify.annotations.NullMarked;
