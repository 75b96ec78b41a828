package org.tfmirror.origin.http;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;
import org.tfmirror.origin.Cancellation;
import org.tfmirror.origin.OriginConfig;
import org.tfmirror.origin.OriginException;
import org.tfmirror.origin.OriginException.Aborted;
import org.tfmirror.origin.OriginException.RedirectRefused;
import org.tfmirror.origin.guard.AddressGuard;
import org.tfmirror.origin.guard.AllowedHosts;
import org.tfmirror.origin.guard.GuardedDnsResolver;
import org.tfmirror.origin.guard.HostPort;
import org.tfmirror.origin.guard.NameResolver;
import org.tfmirror.origin.guard.OriginUrl;
import org.tfmirror.origin.guard.Shown;

/** Asks origins by GET, following redirects hop by hop with each hop checked by the guard. Thread-safe. */
public final class OriginHttp implements Closeable {

    private final OriginConfig config;
    private final AddressGuard guard;
    private final CloseableHttpClient client;
    private final HostBackoff pauses;
    private final Deadlines deadlines;
    private final OriginResponse.Reading reading;

    public OriginHttp(
            OriginConfig config, ProxySettings proxy, NameResolver names, Clock clock, LongSupplier nanoTime) {
        AllowedHosts allowed = AllowedHosts.of(config);
        this.deadlines = new Deadlines();
        PoolingHttpClientConnectionManager connections =
                HttpClients.connections(config, new GuardedDnsResolver(names, allowed, proxy.address()), deadlines);
        this.config = config;
        this.guard = new AddressGuard(allowed, proxy.address());
        this.client = HttpClients.client(config, proxy, connections, deadlines);
        this.pauses = new HostBackoff(clock);
        this.reading = new OriginResponse.Reading(
                config.stallTimeout(), config.minimumRate().asLongValue(), clock, nanoTime);
    }

    public AddressGuard guard() {
        return guard;
    }

    /**
     * Asks for the URL; the answer is of any status but a redirect and a pause. The caller closes it.
     *
     * @param headers to send, the same at each hop; never credentials
     * @param credential to send to its own host, until a redirect leads away from there; null for none
     */
    public OriginResponse get(
            URI url, Map<String, String> headers, @Nullable Credential credential, Cancellation cancellation)
            throws OriginException {
        Set<URI> seen = new HashSet<>();
        URI current = url;
        @Nullable Credential login = credential;
        while (true) {
            if (!seen.add(current)) {
                throw new RedirectRefused(Shown.url(current), "a loop");
            }
            guard.checkUrl(current);
            login = login != null && login.isFor(current) ? login : null;
            OriginResponse answer = hop(current, headers, login, cancellation);
            if (!answer.isRedirect()) {
                return answer;
            }
            try (answer) {
                if (seen.size() > config.maxRedirects()) {
                    throw new RedirectRefused(Shown.url(url), "more than " + config.maxRedirects() + " redirects");
                }
                current = target(answer);
            }
        }
    }

    private static URI target(OriginResponse answer) throws OriginException {
        URI from = answer.url();
        @Nullable String location = answer.header(HttpHeaders.LOCATION);
        if (location == null) {
            throw new RedirectRefused(Shown.url(from), "it has no Location");
        }
        try {
            URI to = OriginUrl.resolveHeader(from, location);
            if ("https".equalsIgnoreCase(from.getScheme()) && "http".equalsIgnoreCase(to.getScheme())) {
                throw new RedirectRefused(Shown.url(from), "from https to http");
            }
            return to;
        } catch (URISyntaxException notUrl) {
            throw new RedirectRefused(Shown.url(from), "its Location is not a URL");
        }
    }

    private OriginResponse hop(
            URI url, Map<String, String> headers, @Nullable Credential credential, Cancellation cancellation)
            throws OriginException {
        pauses.check(HostPort.of(url));
        HttpGet request = new HttpGet(url);
        request.setHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
        headers.forEach(request::setHeader);
        if (credential != null) {
            request.setHeader(HttpHeaders.AUTHORIZATION, credential.header());
        }
        cancellation.begin(request::cancel);
        OriginResponse answer = answerTo(request, url, cancellation).sentWith(credential);
        @Nullable Duration wait = answer.retryAfter();
        if (answer.status() == 429 && wait != null) {
            pauses.pause(HostPort.of(url), wait);
        }
        return answer;
    }

    private OriginResponse answerTo(HttpGet request, URI url, Cancellation cancellation) throws OriginException {
        if (cancellation.isRequested()) {
            throw new Aborted(Shown.url(url), null);
        }
        try {
            ClassicHttpResponse response = client.executeOpen(null, request, null);
            return new OriginResponse(url, response, request::cancel, cancellation, reading);
        } catch (IOException e) {
            throw cancellation.isRequested() ? new Aborted(Shown.url(url), e) : HttpErrors.ofRequest(url, e);
        }
    }

    @Override
    public void close() {
        deadlines.close();
        client.close(CloseMode.IMMEDIATE);
    }
}
