@NullMarked
package org.tfmirror.verify.pgp;

import org.jspecify.annotations.NullMarked;
