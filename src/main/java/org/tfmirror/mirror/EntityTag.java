package org.tfmirror.mirror;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A strong entity tag.
 *
 * @param value quoted, as in the header
 */
record EntityTag(String value) {

    static EntityTag of(byte[] body) {
        try {
            return ofSha256(HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(body)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    static EntityTag ofSha256(String hex) {
        return new EntityTag('"' + hex + '"');
    }

    /** Whether an {@code If-Range} header names it; absent, it does. The comparison is the strong one, and a date is no name. */
    boolean isUnchangedFor(@Nullable String ifRange) {
        return ifRange == null || ifRange.strip().equals(value);
    }

    /** Whether an {@code If-None-Match} header names it, in the weak comparison that header asks for. */
    boolean isNamedBy(@Nullable String ifNoneMatch) {
        return ifNoneMatch != null
                && Arrays.stream(ifNoneMatch.split(","))
                        .map(String::strip)
                        .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
                        .anyMatch(tag -> tag.equals("*") || tag.equals(value));
    }
}
