package org.tfmirror.origin;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.DurationText;

/**
 * A request to an origin registry failed. Each cause is a nested class; the class alone decides whether a retry can help.
 * Messages show hosts and paths, never the query of a signed URL. A parameter {@code where} is a host and a path.
 */
public abstract sealed class OriginException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String code;
    private final boolean isTransient;

    private OriginException(String code, boolean isTransient, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.isTransient = isTransient;
    }

    /** The cause in snake_case, stable for records and metrics, such as {@code not_found}. */
    public final String code() {
        return code;
    }

    /** Whether the same request may succeed later. */
    public final boolean isTransient() {
        return isTransient;
    }

    /** How long the origin asks us to wait, already capped; empty where it does not say. */
    public Optional<Duration> retryAfter() {
        return Optional.empty();
    }

    /** We stop the request: the stream is aborted, or the calling thread is interrupted. The interrupt flag stays set. */
    public static final class Aborted extends OriginException {

        private static final long serialVersionUID = 1L;

        public Aborted(String where, @Nullable Throwable cause) {
            super("aborted", true, "aborted while reading " + where, cause);
        }
    }

    /** The address guard refuses a URL: its scheme, user information, port, or an address that is not public. */
    public static final class AddressRefused extends OriginException {

        private static final long serialVersionUID = 1L;

        public AddressRefused(String where, String reason) {
            super("address_refused", false, where + " refused: " + reason, null);
        }
    }

    /** The origin's certificate is not trusted for its name. */
    public static final class CertificateRefused extends OriginException {

        private static final long serialVersionUID = 1L;

        public CertificateRefused(String where, String problem, Throwable cause) {
            super("certificate_refused", false, "the certificate of " + where + " is not trusted: " + problem, cause);
        }
    }

    /** The origin does not have it: 404 or 410, or a host that offers no providers. */
    public static final class NotFound extends OriginException {

        private static final long serialVersionUID = 1L;

        public NotFound(String what, String where) {
            super("not_found", false, what + " not found at " + where, null);
        }
    }

    /** The registry names another archive than when this attempt began. A new attempt checks the new one. */
    public static final class PackageChanged extends OriginException {

        private static final long serialVersionUID = 1L;

        public PackageChanged(String where, String expected, String found) {
            super(
                    "package_changed",
                    true,
                    "the package at " + where + " changed: shasum was " + expected + ", is " + found,
                    null);
        }
    }

    /** A redirect that is not followed: a loop, one too many, one without a target, or from https to http. */
    public static final class RedirectRefused extends OriginException {

        private static final long serialVersionUID = 1L;

        public RedirectRefused(String where, String reason) {
            super("redirect_refused", false, "redirect of " + where + " refused: " + reason, null);
        }
    }

    /** An origin that is no registry, such as a bundle, cannot give what it should have. */
    public static final class SourceFailed extends OriginException {

        private static final long serialVersionUID = 1L;

        public SourceFailed(String code, boolean isTransient, String message, @Nullable Throwable cause) {
            super(code, isTransient, message, cause);
        }
    }

    /** The response does not follow the protocol: not JSON, wrongly typed, incomplete, or about something else. */
    public static final class ResponseInvalid extends OriginException {

        private static final long serialVersionUID = 1L;

        /**
         * @param field the wrong field, such as {@code signing_keys.gpg_public_keys[0].ascii_armor}, or part of the HTTP
         *     response
         * @param problem expected and found, never the value of a URL
         */
        public ResponseInvalid(String where, String field, String problem) {
            super("registry_answer_invalid", false, "invalid answer of " + where + ": " + field + " " + problem, null);
        }
    }

    /** The origin holds the connection and sends nothing, or less than the minimum rate. */
    public static final class Stalled extends OriginException {

        private static final long serialVersionUID = 1L;

        public Stalled(String where, String problem, @Nullable Throwable cause) {
            super("stalled", true, where + " stalled: " + problem, cause);
        }
    }

    /** The response is longer than its limit or than announced; reading stopped there. */
    public static final class TooLarge extends OriginException {

        private static final long serialVersionUID = 1L;

        public TooLarge(String where, long limit, long found) {
            super(
                    "too_large",
                    false,
                    where + " is too large: at most " + limit + " bytes are allowed, found " + found,
                    null);
        }
    }

    /** The body broke off, and the transfer could not be resumed. */
    public static final class TransferCut extends OriginException {

        private static final long serialVersionUID = 1L;

        public TransferCut(String where, String problem, @Nullable Throwable cause) {
            super("transfer_cut", true, "transfer of " + where + " was cut: " + problem, cause);
        }
    }

    /** There is no response: DNS failure, connection refused, reset or timed out. */
    public static final class Unreachable extends OriginException {

        private static final long serialVersionUID = 1L;

        public Unreachable(String where, String problem, Throwable cause) {
            super("registry_unreachable", true, where + " is unreachable: " + problem, cause);
        }
    }

    /** The origin cannot serve now: 408, 425, or 5xx except 501. */
    public static final class Unavailable extends OriginException {

        private static final long serialVersionUID = 1L;

        private final @Nullable Duration retryAfter;

        /** @param retryAfter null where the origin does not say */
        public Unavailable(String where, int status, @Nullable Duration retryAfter) {
            super("registry_unavailable", true, where + " is unavailable, status " + status, null);
            this.retryAfter = retryAfter;
        }

        @Override
        public Optional<Duration> retryAfter() {
            return Optional.ofNullable(retryAfter);
        }
    }

    /** The origin asks for fewer requests: 429. */
    public static final class RateLimited extends OriginException {

        private static final long serialVersionUID = 1L;

        private final @Nullable Duration retryAfter;

        /** @param retryAfter null where the origin does not say */
        public RateLimited(String where, @Nullable Duration retryAfter) {
            super(
                    "rate_limited",
                    true,
                    where + " asks for fewer requests"
                            + (retryAfter == null ? "" : ", wait " + DurationText.of(retryAfter)),
                    null);
            this.retryAfter = retryAfter;
        }

        @Override
        public Optional<Duration> retryAfter() {
            return Optional.ofNullable(retryAfter);
        }
    }

    /** The origin asked for fewer requests a while ago; it is not asked before that time has passed. */
    public static final class HostPaused extends OriginException {

        private static final long serialVersionUID = 1L;

        private final @Nullable Duration retryAfter;

        /** @param retryAfter until the host is asked again */
        public HostPaused(String host, Duration retryAfter) {
            super(
                    "rate_limited",
                    true,
                    host + " asked for fewer requests; it is asked again in " + DurationText.of(retryAfter),
                    null);
            this.retryAfter = retryAfter;
        }

        @Override
        public Optional<Duration> retryAfter() {
            return Optional.ofNullable(retryAfter);
        }
    }

    /** The origin says no: 401, 403, another 4xx, or 501. */
    public static final class Refused extends OriginException {

        private static final long serialVersionUID = 1L;

        public Refused(String where, int status) {
            super("registry_refused", false, refusal(where, status), null);
        }

        /** @param credential the name of what was sent with a request that gets 401 or 403; null for none */
        public Refused(String where, int status, @Nullable String credential) {
            super(
                    "registry_refused",
                    false,
                    refusal(where, status)
                            + (credential == null ? ", sent without a credential" : ", sent with " + credential),
                    null);
        }

        private static String refusal(String where, int status) {
            return where + " refused the request with status " + status;
        }
    }
}
