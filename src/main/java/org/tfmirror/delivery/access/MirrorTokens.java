package org.tfmirror.delivery.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.Sha256;

/** The tokens that open the mirror, of which only the hashes are known here. Thread-safe. */
final class MirrorTokens {

    private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");
    /** <a href="https://www.rfc-editor.org/rfc/rfc6750#section-2.1">RFC 6750, 2.1</a>; the scheme in any case. */
    private static final Pattern BEARER = Pattern.compile("(?i:bearer) +([0-9A-Za-z._~+/=-]{1,4096})");

    private final List<byte[]> hashes = new ArrayList<>();

    /** @throws IllegalArgumentException unless each is a SHA-256 in hex, and there is one; the message repeats none */
    MirrorTokens(Collection<String> hexHashes) {
        if (hexHashes.isEmpty()) {
            throw new IllegalArgumentException("no token would open the mirror");
        }
        for (String each : hexHashes) {
            if (!SHA256.matcher(each).matches()) {
                throw new IllegalArgumentException("each is the SHA-256 of a token, 64 hex digits");
            }
            hashes.add(HexFormat.of().parseHex(each));
        }
    }

    /** Whether an {@code Authorization} header brings one of them; takes as long for each that is wrong. */
    boolean contain(@Nullable String authorization) {
        Matcher bearer = BEARER.matcher(authorization == null ? "" : authorization);
        if (!bearer.matches()) {
            return false;
        }
        byte[] presented = Sha256.of(bearer.group(1).getBytes(StandardCharsets.US_ASCII));
        boolean found = false;
        for (byte[] hash : hashes) {
            found |= MessageDigest.isEqual(hash, presented);
        }
        return found;
    }
}
