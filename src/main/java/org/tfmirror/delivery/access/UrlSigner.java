package org.tfmirror.delivery.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signs what a URL means together with the moment it ends: HMAC-SHA256, which every replica with the same secret makes
 * and checks alike. Thread-safe.
 */
final class UrlSigner {

    static final String EXPIRES = "expires";
    static final String SIGNATURE = "signature";

    private static final String HMAC = "HmacSHA256";
    private static final int MIN_SECRET = 32;
    private static final Pattern SECONDS = Pattern.compile("[1-9][0-9]{0,11}");
    /** So that no signature made for another purpose with the same secret is one of these. */
    private static final String PURPOSE = "tf-mirror archive\n";

    private final SecretKeySpec key;
    private final long step;
    private final Clock clock;

    /** @throws IllegalArgumentException where the secret is too short; the message does not repeat it */
    UrlSigner(String secret, Duration validity, Clock clock) {
        if (secret.length() < MIN_SECRET) {
            throw new IllegalArgumentException("at least %d characters".formatted(MIN_SECRET));
        }
        this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC);
        this.step = validity.toSeconds();
        this.clock = clock;
    }

    /**
     * The query that makes a URL good for at least the validity. It is the same for as long as that, so that a document
     * with it can be told unchanged.
     */
    String queryFor(String path) {
        long expires = (clock.instant().getEpochSecond() / step + 2) * step;
        return "?%s=%d&%s=%s".formatted(EXPIRES, expires, SIGNATURE, signature(path, Long.toString(expires)));
    }

    boolean isValid(String path, @Nullable String expires, @Nullable String signature) {
        if (expires == null || signature == null || !SECONDS.matcher(expires).matches()) {
            return false;
        }
        byte[] expected = signature(path, expires).getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.UTF_8))
                && clock.instant().getEpochSecond() < Long.parseLong(expires);
    }

    private String signature(String path, String expires) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            byte[] text = (PURPOSE + path + "\n" + expires).getBytes(StandardCharsets.UTF_8);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA256", e);
        }
    }
}
