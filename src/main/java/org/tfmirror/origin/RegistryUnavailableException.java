package org.tfmirror.origin;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The origin answers, but cannot serve now: 408, 425, or 5xx except 501. */
public final class RegistryUnavailableException extends OriginException {

    private final @Nullable Duration retryAfter;

    /**
     * @param where host and path
     * @param status the HTTP status
     * @param retryAfter how long to wait; null where the origin did not say
     */
    public RegistryUnavailableException(String where, int status, @Nullable Duration retryAfter) {
        super(where + " is unavailable, status " + status, null);
        this.retryAfter = retryAfter;
    }

    @Override
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    @Override
    public String code() {
        return "registry_unavailable";
    }

    @Override
    public boolean isTransient() {
        return true;
    }
}
