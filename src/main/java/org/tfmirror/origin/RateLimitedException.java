package org.tfmirror.origin;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.DurationText;

/** The origin asks for fewer requests (429), or asked a moment ago and its pause still runs. */
public final class RateLimitedException extends OriginException {

    private final @Nullable Duration retryAfter;

    /**
     * @param where host and path
     * @param retryAfter how long to wait; null where the origin did not say
     */
    public RateLimitedException(String where, @Nullable Duration retryAfter) {
        super(
                where + " asks for fewer requests"
                        + (retryAfter == null ? "" : ", wait " + DurationText.of(retryAfter)),
                null);
        this.retryAfter = retryAfter;
    }

    @Override
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    @Override
    public String code() {
        return "rate_limited";
    }

    @Override
    public boolean isTransient() {
        return true;
    }
}
