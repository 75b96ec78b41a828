package org.tfmirror.console.session;

import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The token of a form: only a page that we gave to a session has one that is good for it, so that no other site can have
 * a browser send a form of its own (CSRF). It is made of the session's name and the secret that all replicas have, so that
 * nothing is kept. Thread-safe.
 */
@Singleton
class FormTokens {

    private static final Duration LIFETIME = Duration.ofHours(12);
    private static final String ALGORITHM = "HmacSHA256";

    private final ConsoleSettings settings;
    private final Clock clock;

    FormTokens(ConsoleSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** For the forms of a page. */
    String issue(String session) {
        long end = clock.instant().plus(LIFETIME).getEpochSecond();
        return end + "." + sign(session, end);
    }

    boolean isGood(String session, String token) {
        int dot = token.indexOf('.');
        if (dot < 1 || dot > 12) {
            return false;
        }
        try {
            long end = Long.parseLong(token.substring(0, dot));
            return Instant.ofEpochSecond(end).isAfter(clock.instant())
                    && MessageDigest.isEqual(bytes(token.substring(dot + 1)), bytes(sign(session, end)));
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private String sign(String session, long end) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(settings.secret(), ALGORITHM));
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(bytes("form\n" + end + "\n" + session)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
