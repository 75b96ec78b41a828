package org.tfmirror.subscription;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;
import org.tfmirror.provider.InvalidNameException;
import org.tfmirror.provider.Sha256;

/** The name of a subscription, as a label of the DNS is written. */
public record SubscriptionName(String value) {

    private static final Pattern FORM = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

    /** @throws InvalidNameException where it is not valid */
    public SubscriptionName {
        if (!FORM.matcher(value).matches()) {
            throw new InvalidNameException(
                    value, "a subscription's name is 1 to 63 lower-case letters, digits and inner hyphens");
        }
    }

    /** A part of this time that is always the same for this name, and spreads others: at least 0, and less than the whole. */
    public Duration shareOf(Duration whole) {
        String hash = Sha256.hexOf(value.getBytes(StandardCharsets.UTF_8));
        return Duration.ofSeconds(
                Math.floorMod(Long.parseLong(hash.substring(0, 15), 16), Math.max(1, whole.toSeconds())));
    }

    @Override
    public String toString() {
        return value;
    }
}
