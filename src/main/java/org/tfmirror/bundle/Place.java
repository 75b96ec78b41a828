package org.tfmirror.bundle;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Where a file's bytes lie inside a bundle. They are read from there and from nowhere else: the headers of the tar around
 * them are for people and for {@code tar}.
 *
 * @param path its name in the tar
 * @param offset of its first byte in the part
 * @param sha256 of its bytes, lower-case hex
 */
public record Place(String path, long offset, long size, String sha256) {

    private static final Pattern PATH =
            Pattern.compile("(?!\\.+(/|$))[A-Za-z0-9._+-]+(/(?!\\.+(/|$))[A-Za-z0-9._+-]+)*");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    public Place {
        Objects.requireNonNull(path);
        if (path.length() > 1000 || !PATH.matcher(path).matches()) {
            throw new IllegalArgumentException("path is no plain path");
        }
        if (offset < 0 || size < 0 || offset > Long.MAX_VALUE - size) {
            throw new IllegalArgumentException("offset and size are no place in a part");
        }
        if (!SHA256.matcher(sha256).matches()) {
            throw new IllegalArgumentException("sha256 is not 64 lower-case hex digits");
        }
    }
}
