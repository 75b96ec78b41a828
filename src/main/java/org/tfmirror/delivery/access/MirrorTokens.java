package org.tfmirror.delivery.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.Sha256;

/** The tokens that open the mirror, of which only the hashes are known here, and names. Thread-safe. */
final class MirrorTokens {

    private static final Pattern TOKEN = Pattern.compile("(?:([0-9A-Za-z._-]{1,60})=)?([0-9a-fA-F]{64})");
    private static final int UNNAMED_DIGITS = 8;
    /** <a href="https://www.rfc-editor.org/rfc/rfc6750#section-2.1">RFC 6750, 2.1</a>; the scheme in any case. */
    private static final Pattern BEARER = Pattern.compile("(?i:bearer) +([0-9A-Za-z._~+/=-]{1,4096})");

    private final List<Named> tokens = new ArrayList<>();

    private record Named(String name, byte[] hash) {}

    /**
     * @param texts each a SHA-256 in hex, or such behind a name and an equals sign
     * @throws IllegalArgumentException unless each is so, and there is one; the message repeats none
     */
    MirrorTokens(Collection<String> texts) {
        if (texts.isEmpty()) {
            throw new IllegalArgumentException("name at least one");
        }
        for (String each : texts) {
            Matcher token = TOKEN.matcher(each);
            if (!token.matches()) {
                throw new IllegalArgumentException(
                        "each is the SHA-256 of a token, 64 hex digits, perhaps behind its name, as in ci=0123…");
            }
            String name = Objects.requireNonNullElseGet(
                    token.group(1),
                    () -> token.group(2).substring(0, UNNAMED_DIGITS).toLowerCase(Locale.ROOT));
            tokens.add(new Named(name, HexFormat.of().parseHex(token.group(2))));
        }
    }

    /** Whether an {@code Authorization} header brings one of them. */
    boolean contain(@Nullable String authorization) {
        return nameOf(authorization).isPresent();
    }

    /**
     * The name of the one that an {@code Authorization} header brings; the first digits of its hash where it has none. Takes as
     * long for each that is wrong.
     */
    Optional<String> nameOf(@Nullable String authorization) {
        Matcher bearer = BEARER.matcher(authorization == null ? "" : authorization);
        if (!bearer.matches()) {
            return Optional.empty();
        }
        byte[] presented = Sha256.of(bearer.group(1).getBytes(StandardCharsets.US_ASCII));
        Optional<String> found = Optional.empty();
        for (Named each : tokens) {
            if (MessageDigest.isEqual(each.hash(), presented)) {
                found = Optional.of(each.name());
            }
        }
        return found;
    }
}
