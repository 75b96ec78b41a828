package org.tfmirror.verify;

import java.nio.charset.StandardCharsets;

/** Text from an origin as it may stand in a message: short and without control characters. */
final class Printable {

    private static final int SHOWN = 100;

    private Printable() {}

    static String of(byte[] text) {
        return of(new String(text, StandardCharsets.UTF_8));
    }

    static String of(String text) {
        String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
        return "\"" + shown.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]", "�") + "\"";
    }
}
