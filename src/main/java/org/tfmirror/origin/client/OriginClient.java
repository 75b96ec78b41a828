package org.tfmirror.origin.client;

import java.io.Closeable;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tfmirror.origin.ArchiveStream;
import org.tfmirror.origin.AvailableVersion;
import org.tfmirror.origin.Cancellation;
import org.tfmirror.origin.OriginConfig;
import org.tfmirror.origin.OriginException;
import org.tfmirror.origin.OriginRegistry;
import org.tfmirror.origin.PackageMetadata;
import org.tfmirror.origin.SignedShasums;
import org.tfmirror.origin.VersionListing;
import org.tfmirror.origin.guard.NameResolver;
import org.tfmirror.origin.guard.OriginUrl;
import org.tfmirror.origin.http.Credential;
import org.tfmirror.origin.http.DocumentFetcher;
import org.tfmirror.origin.http.JsonResponse;
import org.tfmirror.origin.http.OriginCredentials;
import org.tfmirror.origin.http.OriginHttp;
import org.tfmirror.origin.http.ProxySettings;
import org.tfmirror.origin.http.RegistryServices;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/** Asks origin registries over HTTPS. Thread-safe; closing it aborts all calls in progress. */
public final class OriginClient implements OriginRegistry, Closeable {

    private static final long LARGEST_SHASUMS = 1024 * 1024;
    private static final long LARGEST_SIGNATURE = 64 * 1024;

    private final OriginHttp http;
    private final DocumentFetcher documents;
    private final Discovery discovery;
    private final OriginCredentials credentials;
    private final PublicationDates dates;
    private final long maxDocument;
    private final long maxArchive;
    private final Supplier<Cancellation> cancellations;

    /** With the configuration's own credentials. */
    OriginClient(OriginConfig config, ProxySettings proxy, NameResolver names, Clock clock, LongSupplier nanoTime) {
        this(
                config,
                new OriginHttp(checked(config), proxy, names, clock, nanoTime),
                OriginCredentials.of(config, Map.of()),
                clock);
    }

    private OriginClient(OriginConfig config, OriginHttp http, OriginCredentials credentials, Clock clock) {
        this.http = http;
        this.documents = new DocumentFetcher(http);
        this.credentials = credentials;
        this.discovery =
                new Discovery(documents, http.guard(), new RegistryServices(config.services()), credentials, clock);
        this.maxDocument = config.maxDocumentSize().asLongValue();
        this.dates = new PublicationDates(documents, maxDocument, clock);
        this.maxArchive = config.maxArchiveSize().asLongValue();
        this.cancellations = Cancellation::new;
    }

    private OriginClient(OriginClient same, Cancellation cancellation) {
        this.http = same.http;
        this.documents = same.documents;
        this.discovery = same.discovery;
        this.credentials = same.credentials;
        this.maxDocument = same.maxDocument;
        this.dates = same.dates;
        this.maxArchive = same.maxArchive;
        this.cancellations = () -> cancellation;
    }

    /**
     * Makes a client over the system's resolver.
     *
     * @param environment where a proxy is looked for that the configuration does not name, and tokens for allowed
     *     hosts, as {@link System#getenv()}
     * @param clock for what is remembered and for dates; waiting itself is measured by {@link System#nanoTime()}
     * @throws IllegalArgumentException naming the configuration key whose value is not usable
     */
    public static OriginClient create(OriginConfig config, Map<String, String> environment, Clock clock) {
        return create(config, environment, OriginCredentials.of(config, environment), clock);
    }

    /** As {@link #create(OriginConfig, Map, Clock)}, with tokens that were read already. */
    static OriginClient create(
            OriginConfig config, Map<String, String> environment, OriginCredentials credentials, Clock clock) {
        ProxySettings proxy = ProxySettings.of(config, environment);
        OriginHttp http = new OriginHttp(checked(config), proxy, InetAddress::getAllByName, clock, System::nanoTime);
        return new OriginClient(config, http, credentials, clock);
    }

    private static OriginConfig checked(OriginConfig config) {
        ConfigChecks.check(config);
        return config;
    }

    @Override
    public OriginRegistry cancelledBy(Cancellation cancellation) {
        return new OriginClient(this, cancellation);
    }

    @Override
    public List<AvailableVersion> availableVersions(ProviderAddress provider) throws OriginException {
        return listing(provider).versions();
    }

    @Override
    public VersionListing listing(ProviderAddress provider) throws OriginException {
        Cancellation cancellation = cancellations.get();
        URI url = resource(provider, "/versions", cancellation);
        JsonResponse json =
                documents.json("provider " + provider, url, maxDocument, credentialOf(provider), cancellation);
        return new VersionsResponse(provider, json).read();
    }

    @Override
    public boolean datesVersions(ProviderAddress provider) {
        return PublicationDates.areToldOf(provider);
    }

    @Override
    public Map<ProviderVersion, Instant> publicationDates(ProviderAddress provider) throws OriginException {
        if (!PublicationDates.areToldOf(provider)) {
            return Map.of();
        }
        Cancellation cancellation = cancellations.get();
        return dates.of(provider, discovery.providersOf(provider.hostname(), cancellation), cancellation);
    }

    @Override
    public Optional<Instant> publicationDate(ProviderAddress provider, ProviderVersion version) throws OriginException {
        if (!provider.hostname().equals(PublicationDates.TERRAFORM)) {
            return Optional.ofNullable(publicationDates(provider).get(version));
        }
        Cancellation cancellation = cancellations.get();
        return dates.of(provider, version, discovery.providersOf(provider.hostname(), cancellation), cancellation);
    }

    @Override
    public PackageMetadata packageMetadata(PackageId id) throws OriginException {
        return packageMetadata(id, cancellations.get());
    }

    private PackageMetadata packageMetadata(PackageId id, Cancellation cancellation) throws OriginException {
        String path = "/%s/download/%s/%s"
                .formatted(id.version(), id.platform().os(), id.platform().arch());
        URI url = resource(id.provider(), path, cancellation);
        JsonResponse json =
                documents.json("package " + id, url, maxDocument, credentialOf(id.provider()), cancellation);
        return new PackageResponse(id, json, http.guard()).read();
    }

    @Override
    public SignedShasums shasums(PackageMetadata metadata) throws OriginException {
        Cancellation cancellation = cancellations.get();
        return new SignedShasums(
                documents.bytes("SHA256SUMS", metadata.shasumsUrl(), LARGEST_SHASUMS, cancellation),
                documents.bytes(
                        "SHA256SUMS signature", metadata.shasumsSignatureUrl(), LARGEST_SIGNATURE, cancellation));
    }

    @Override
    public ArchiveStream openArchive(PackageMetadata metadata) throws OriginException {
        ArchiveRequest request = new ArchiveRequest(
                http,
                (stale, cancellation) -> packageMetadata(stale.id(), cancellation),
                cancellations.get(),
                metadata);
        return ResumingArchiveStream.open(request, metadata.packageSize(), maxArchive);
    }

    @Override
    public boolean isPrivate(ProviderAddress provider) {
        return credentials.isPrivate(provider.hostname());
    }

    private @Nullable Credential credentialOf(ProviderAddress provider) {
        return credentials.of(provider.hostname()).orElse(null);
    }

    @Override
    public void close() {
        http.close();
    }

    private URI resource(ProviderAddress provider, String path, Cancellation cancellation) throws OriginException {
        URI base = discovery.providersOf(provider.hostname(), cancellation);
        try {
            return OriginUrl.resolve(base, provider.namespace() + "/" + provider.type() + path);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("names have no odd characters", e);
        }
    }
}
