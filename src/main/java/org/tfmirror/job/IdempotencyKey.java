package org.tfmirror.job;

import java.util.regex.Pattern;
import org.tfmirror.provider.InvalidNameException;

/**
 * An operator's name for one submit, so that sending it twice makes one job (the {@code Idempotency-Key} header).
 *
 * @param value 1 to 200 visible ASCII characters
 * @param requestDigest tells two requests under one key apart
 */
public record IdempotencyKey(String value, String requestDigest) {

    private static final Pattern VISIBLE = Pattern.compile("[!-~]{1,200}");

    public IdempotencyKey {
        if (!VISIBLE.matcher(value).matches()) {
            throw new InvalidNameException(value, "an idempotency key is 1 to 200 visible ASCII characters");
        }
    }
}
