package org.tfmirror.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.Sha256;

/**
 * A strong entity tag.
 *
 * @param value quoted, as in the header
 */
public record EntityTag(String value) {

    public static EntityTag of(byte[] body) {
        return ofSha256(Sha256.hexOf(body));
    }

    /** Of all that the stream has, which is not closed. */
    static EntityTag of(InputStream body) throws IOException {
        DigestInputStream digest = new DigestInputStream(body, Sha256.newDigest());
        digest.transferTo(OutputStream.nullOutputStream());
        return ofSha256(HexFormat.of().formatHex(digest.getMessageDigest().digest()));
    }

    static EntityTag ofSha256(String hex) {
        return new EntityTag('"' + hex + '"');
    }

    /** Whether an {@code If-Range} header names it; absent, it does. The comparison is the strong one, and a date is not a name. */
    boolean isUnchangedFor(@Nullable String ifRange) {
        return ifRange == null || ifRange.strip().equals(value);
    }

    /** Whether an {@code If-Match} header names it; absent, it does. The comparison is the strong one. */
    boolean isAmong(@Nullable String ifMatch) {
        return ifMatch == null
                || Arrays.stream(ifMatch.split(","))
                        .map(String::strip)
                        .anyMatch(tag -> tag.equals("*") || tag.equals(value));
    }

    /** Whether an {@code If-None-Match} header names it, in the weak comparison that header asks for. */
    public boolean isNamedBy(@Nullable String ifNoneMatch) {
        return ifNoneMatch != null
                && Arrays.stream(ifNoneMatch.split(","))
                        .map(String::strip)
                        .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
                        .anyMatch(tag -> tag.equals("*") || tag.equals(value));
    }
}
