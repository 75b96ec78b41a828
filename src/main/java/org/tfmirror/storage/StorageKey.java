package org.tfmirror.storage;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.tfmirror.provider.SafeText;

/**
 * The name of an object within its bucket: segments joined by {@code /}, so that a synced bucket is a directory tree.
 *
 * @param value at most 1,024 bytes; no segment is empty, {@code .} or {@code ..}
 */
public record StorageKey(String value) {

    private static final int LIMIT = 1024;
    private static final Pattern FORM =
            Pattern.compile("(?!\\.{1,2}(/|$))[^/\\p{Cntrl}]+(/(?!\\.{1,2}(/|$))[^/\\p{Cntrl}]+)*");

    public StorageKey {
        if (!isKey(value)) {
            throw new IllegalArgumentException("Not a storage key: " + SafeText.quoted(value));
        }
    }

    /** Whether this can be a key of ours; a bucket may have others. */
    public static boolean isKey(String value) {
        return value.getBytes(StandardCharsets.UTF_8).length <= LIMIT
                && FORM.matcher(value).matches();
    }

    /** The media type of what is kept there, by the name's end. */
    public String contentType() {
        return switch (value.substring(value.lastIndexOf('.') + 1)) {
            case "zip" -> "application/zip";
            case "tar" -> "application/x-tar";
            case "json" -> "application/json";
            case "txt" -> "text/plain;charset=utf-8";
            case "gz" -> "application/gzip";
            default -> "application/octet-stream";
        };
    }

    @Override
    public String toString() {
        return value;
    }
}
