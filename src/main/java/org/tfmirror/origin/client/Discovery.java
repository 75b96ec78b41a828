package org.tfmirror.origin.client;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.tfmirror.origin.Cancellation;
import org.tfmirror.origin.OriginException;
import org.tfmirror.origin.OriginException.NotFound;
import org.tfmirror.origin.guard.AddressGuard;
import org.tfmirror.origin.guard.Shown;
import org.tfmirror.origin.http.Credential;
import org.tfmirror.origin.http.DocumentFetcher;
import org.tfmirror.origin.http.JsonResponse;
import org.tfmirror.origin.http.OriginCredentials;
import org.tfmirror.origin.http.RegistryServices;

/**
 * Finds a host's provider registry by
 * <a href="https://developer.hashicorp.com/terraform/internals/remote-service-discovery">remote service discovery</a>
 * and remembers it for a few minutes; failures are not remembered. Thread-safe.
 */
final class Discovery {

    static final Duration REMEMBERED = Duration.ofMinutes(5);

    private static final String SERVICE = "providers.v1";
    private static final long LARGEST = 1024 * 1024;
    private static final int MOST_REMEMBERED = 1000;

    private final Map<String, Found> found = new ConcurrentHashMap<>();
    private final DocumentFetcher documents;
    private final AddressGuard guard;
    private final RegistryServices services;
    private final OriginCredentials credentials;
    private final Clock clock;

    Discovery(
            DocumentFetcher documents,
            AddressGuard guard,
            RegistryServices services,
            OriginCredentials credentials,
            Clock clock) {
        this.services = services;
        this.credentials = credentials;
        this.documents = documents;
        this.guard = guard;
        this.clock = clock;
    }

    /**
     * The base URL of the host's provider registry, against which everything below it is resolved. Its path should end
     * in a slash; where it does not, its last segment gives way, as with Terraform.
     *
     * @throws NotFound where the host offers no providers
     */
    URI providersOf(String hostname, Cancellation cancellation) throws OriginException {
        guard.checkRegistry(hostname);
        Optional<URI> given = services.of(hostname);
        if (given.isPresent()) {
            guard.checkUrl(given.get());
            return given.get();
        }
        @Nullable Found remembered = found.get(hostname);
        if (remembered != null && clock.instant().isBefore(remembered.until)) {
            return remembered.base;
        }
        URI base = discover(hostname, cancellation);
        if (found.size() >= MOST_REMEMBERED) {
            found.clear();
        }
        found.put(hostname, new Found(base, clock.instant().plus(REMEMBERED)));
        return base;
    }

    private URI discover(String hostname, Cancellation cancellation) throws OriginException {
        URI url = URI.create("https://" + hostname + "/.well-known/terraform.json");
        @Nullable Credential credential = credentials.of(hostname).orElse(null);
        JsonResponse services =
                documents.json("provider registry of " + hostname, url, LARGEST, credential, cancellation);
        if (!services.has(SERVICE)) {
            throw new NotFound("provider registry of " + hostname, Shown.url(url));
        }
        URI base = services.url(SERVICE);
        guard.checkUrl(base);
        return base;
    }

    private record Found(URI base, Instant until) {}
}
