@NullMarked
package org.tfmirror.verify.shasums;

import org.jspecify.annotations.NullMarked;
