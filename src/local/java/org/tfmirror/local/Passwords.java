package org.tfmirror.local;

import java.security.SecureRandom;
import java.util.Base64;

/** Passwords that nobody chose: 144 random bits each, in letters, digits, {@code -} and {@code _}. */
public final class Passwords {

    private static final SecureRandom RANDOM = new SecureRandom();

    private Passwords() {}

    /** A new password of 24 characters. */
    public static String generate() {
        byte[] bytes = new byte[18];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
