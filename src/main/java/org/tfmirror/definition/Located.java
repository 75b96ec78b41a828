package org.tfmirror.definition;

/**
 * A value and where it stands.
 *
 * @param value as written, not yet parsed any further
 */
public record Located<T>(T value, Position at) {}
