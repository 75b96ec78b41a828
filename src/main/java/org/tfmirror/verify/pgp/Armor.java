package org.tfmirror.verify.pgp;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Decodes the first block of ASCII armor (RFC 9580, 6). Text around it, headers and the checksum are not judged. */
final class Armor {

    static final String PUBLIC_KEY = "PUBLIC KEY BLOCK";
    static final String SIGNATURE = "SIGNATURE";

    private static final int SIZE = 2 << 20;

    private Armor() {}

    /** @throws MalformedPgpException where there is no such block, or it is cut or not base64 */
    static byte[] decode(String text, String kind) throws MalformedPgpException {
        if (text.length() > SIZE) {
            throw new MalformedPgpException(text.length() + " characters, which is too much");
        }
        List<String> lines = new ArrayList<>(text.lines().map(String::strip).toList());
        int begin = lines.indexOf("-----BEGIN PGP " + kind + "-----");
        if (begin < 0) {
            throw new MalformedPgpException("no armored " + kind);
        }
        int end = lines.indexOf("-----END PGP " + kind + "-----");
        if (end < begin) {
            throw new MalformedPgpException("an armored " + kind + " without its end");
        }
        return decodeBody(lines.subList(begin + 1, end));
    }

    private static byte[] decodeBody(List<String> lines) throws MalformedPgpException {
        int first = 0;
        while (first < lines.size() && lines.get(first).contains(": ")) {
            first++;
        }
        StringBuilder base64 = new StringBuilder();
        for (String line : lines.subList(first, lines.size())) {
            if (line.startsWith("=")) {
                break;
            }
            base64.append(line);
        }
        try {
            return Base64.getDecoder().decode(base64.toString());
        } catch (IllegalArgumentException e) {
            throw new MalformedPgpException("armor that is not base64");
        }
    }
}
