package org.tfmirror.local;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The textual encoding of keys and certificates of RFC 7468. */
final class Pem {

    static final String CERTIFICATE = "CERTIFICATE";
    /** A PKCS #8 private key; the label of RFC 7468. */
    static final String PRIVATE_KEY = "PRIVATE" + " KEY";

    private Pem() {}

    static String encode(String label, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(label, body);
    }

    /**
     * The bytes of the first block with that label.
     *
     * @throws IllegalArgumentException if there is none, or it is not base64
     */
    static byte[] decode(String label, String text) {
        String begin = "-----BEGIN " + label + "-----";
        int from = text.indexOf(begin);
        int to = text.indexOf("-----END " + label + "-----");
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("no PEM block " + label);
        }
        String body = text.substring(from + begin.length(), to);
        return Base64.getMimeDecoder().decode(body.getBytes(StandardCharsets.US_ASCII));
    }
}
