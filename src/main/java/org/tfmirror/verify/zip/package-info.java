@NullMarked
package org.tfmirror.verify.zip;

import org.jspecify.annotations.NullMarked;
