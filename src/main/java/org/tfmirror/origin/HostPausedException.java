package org.tfmirror.origin;

import java.time.Duration;
import java.util.Optional;
import org.tfmirror.provider.DurationText;

/** An origin asked for fewer requests a while ago, and is not asked at all until the time it named has passed. */
public final class HostPausedException extends OriginException {

    private static final long serialVersionUID = 1L;

    private final Duration left;

    /**
     * @param host the origin
     * @param left until it may be asked again
     */
    public HostPausedException(String host, Duration left) {
        super(host + " asked for fewer requests, it is left alone for another " + DurationText.of(left), null);
        this.left = left;
    }

    @Override
    public Optional<Duration> retryAfter() {
        return Optional.of(left);
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
