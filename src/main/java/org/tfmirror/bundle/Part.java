package org.tfmirror.bundle;

/**
 * A part of a bundle: one tar.
 *
 * @param name its file name
 * @param sha256 lower-case hex
 */
public record Part(String name, long size, String sha256) {}
