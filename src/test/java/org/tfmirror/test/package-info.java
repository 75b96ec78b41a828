/** What the tests share: the real parts, started once, and builders for data. */
@NullMarked
package org.tfmirror.test;

import org.jspecify.annotations.NullMarked;
