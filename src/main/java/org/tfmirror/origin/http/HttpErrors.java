package org.tfmirror.origin.http;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.jspecify.annotations.Nullable;
import org.tfmirror.origin.OriginException;
import org.tfmirror.origin.OriginException.AddressRefused;
import org.tfmirror.origin.OriginException.CertificateRefused;
import org.tfmirror.origin.OriginException.NotFound;
import org.tfmirror.origin.OriginException.RateLimited;
import org.tfmirror.origin.OriginException.Refused;
import org.tfmirror.origin.OriginException.ResponseInvalid;
import org.tfmirror.origin.OriginException.Stalled;
import org.tfmirror.origin.OriginException.TransferCut;
import org.tfmirror.origin.OriginException.Unavailable;
import org.tfmirror.origin.OriginException.Unreachable;
import org.tfmirror.origin.guard.GuardedDnsResolver;
import org.tfmirror.origin.guard.Shown;
import org.tfmirror.provider.DurationText;

/** Turns failed exchanges and error statuses into our exceptions; no other class does. */
public final class HttpErrors {

    private HttpErrors() {}

    /** Of a request that had no answer. */
    static OriginException ofRequest(URI url, IOException failure) {
        String where = Shown.url(url);
        Optional<GuardedDnsResolver.NotPublicException> notPublic =
                cause(failure, GuardedDnsResolver.NotPublicException.class);
        if (notPublic.isPresent()) {
            return new AddressRefused(where, GuardedDnsResolver.NOT_PUBLIC);
        }
        if (isAboutTheCertificate(failure)) {
            return new CertificateRefused(where, Shown.cause(failure), failure);
        }
        if (failure instanceof MessageConstraintException
                || (failure instanceof ClientProtocolException && failure.getCause() instanceof HttpException)) {
            return new ResponseInvalid(where, "the HTTP answer", "does not follow the protocol");
        }
        if (failure instanceof SocketTimeoutException
                && !(failure instanceof ConnectTimeoutException)
                && !(failure instanceof ConnectionRequestTimeoutException)) {
            return new Stalled(where, "no answer within the response timeout", failure);
        }
        return new Unreachable(where, Shown.cause(failure), failure);
    }

    /** Of a body that broke off. */
    static OriginException ofBody(URI url, IOException failure, Duration stallTimeout) {
        if (failure instanceof SocketTimeoutException) {
            return new Stalled(Shown.url(url), "no byte for " + DurationText.of(stallTimeout), failure);
        }
        return new TransferCut(Shown.url(url), "the connection broke", failure);
    }

    /** Of a status that is not the one wanted. */
    static OriginException ofStatus(String what, URI url, int status, @Nullable Duration retryAfter) {
        String where = Shown.url(url);
        return switch (status) {
            case 404, 410 -> new NotFound(what, where);
            case 408, 425 -> new Unavailable(where, status, retryAfter);
            case 429 -> new RateLimited(where, retryAfter);
            case 501 -> new Refused(where, status);
            default -> {
                if (status >= 500 && status < 600) {
                    yield new Unavailable(where, status, retryAfter);
                }
                if (status >= 400 && status < 500) {
                    yield new Refused(where, status);
                }
                yield new ResponseInvalid(where, "status", "is " + status);
            }
        };
    }

    private static boolean isAboutTheCertificate(IOException failure) {
        return cause(failure, CertificateException.class).isPresent()
                || cause(failure, CertPathBuilderException.class).isPresent()
                || cause(failure, CertPathValidatorException.class).isPresent()
                || cause(failure, SSLPeerUnverifiedException.class).isPresent();
    }

    private static <T extends Throwable> Optional<T> cause(Throwable failure, Class<T> type) {
        @Nullable Throwable current = failure;
        for (int depth = 0; current != null && depth < 16; depth++) {
            if (type.isInstance(current)) {
                return Optional.of(type.cast(current));
            }
            current = current.getCause();
        }
        return Optional.empty();
    }
}
