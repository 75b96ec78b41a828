package org.tfmirror.provider;

import java.util.regex.Pattern;

/** Names of files as an origin may choose them. */
public final class PlainName {

    private static final Pattern PLAIN_NAME = Pattern.compile("[^/\\\\\\p{javaWhitespace}\\p{Cntrl}\\p{Cf}]{1,255}");

    private PlainName() {}

    /** Whether this may name a file in a SHA256SUMS document: no path, no blank, no control character. */
    public static boolean is(String name) {
        return PLAIN_NAME.matcher(name).matches() && !name.equals(".") && !name.equals("..");
    }
}
