package org.tfmirror.origin;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something an origin registry, or the way to it, did not do for us. Every cause is a class of its own; whether trying
 * again can help is decided here, by class, and nowhere else. Messages show hosts and paths, never the query of a
 * signed URL.
 */
public abstract sealed class OriginException extends Exception
        permits AbortedException,
                AddressRefusedException,
                CertificateRefusedException,
                NotFoundException,
                PackageChangedException,
                HostPausedException,
                RateLimitedException,
                RedirectRefusedException,
                RegistryAnswerInvalidException,
                RegistryRefusedException,
                RegistryUnavailableException,
                RegistryUnreachableException,
                StalledException,
                TooLargeException,
                TransferCutException {

    OriginException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The cause in snake_case, stable for records and metrics, such as {@code not_found}. */
    public abstract String code();

    /** Whether the same request may succeed later; if not, retrying is useless. */
    public abstract boolean isTransient();

    /** How long the origin asked us to wait, already capped; empty where it did not say. */
    public Optional<Duration> retryAfter() {
        return Optional.empty();
    }
}
