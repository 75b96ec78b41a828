/**
 * The catalog as it is looked at: releases for clients of the registry protocol, lists for people.
 *
 * <p>Not here: what is written. May import: {@code catalog}, floor 0.
 */
@NullMarked
package org.tfmirror.catalog.view;

import org.jspecify.annotations.NullMarked;
