package org.tfmirror.provider;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Untrusted text made safe for messages and logs: it is short, and has no character that breaks a line, moves a cursor
 * or changes the direction of writing.
 */
public final class SafeText {

    private static final int QUOTED = 100;
    private static final Pattern UNSAFE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

    private SafeText() {}

    /** The text, cut after so many characters, with a replacement character for each unsafe one. */
    public static String of(String text, int longest) {
        boolean isCut = text.length() > longest;
        String safe = UNSAFE.matcher(isCut ? text.substring(0, longest) : text).replaceAll("\uFFFD");
        return isCut ? safe + "…" : safe;
    }

    /** The first 100 characters in quotation marks: where text stands inside a sentence. */
    public static String quoted(String text) {
        return "\"" + of(text, QUOTED) + "\"";
    }

    /** As {@link #quoted(String)}, of bytes that should be UTF-8. */
    public static String quoted(byte[] text) {
        return quoted(new String(text, StandardCharsets.UTF_8));
    }
}
