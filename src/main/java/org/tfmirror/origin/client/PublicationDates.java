package org.tfmirror.origin.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.tfmirror.origin.Cancellation;
import org.tfmirror.origin.OriginException;
import org.tfmirror.origin.OriginException.ResponseInvalid;
import org.tfmirror.origin.guard.OriginUrl;
import org.tfmirror.origin.http.DocumentFetcher;
import org.tfmirror.origin.http.JsonResponse;
import org.tfmirror.provider.InvalidNameException;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/**
 * Finds when versions were published. Only the two public registries tell, by APIs beside the registry protocol. The
 * dates are not signed and not complete: a date that cannot be read, or that lies in the future, is ignored.
 * Thread-safe.
 */
final class PublicationDates {

    static final String TERRAFORM = "registry.terraform.io";
    static final String OPENTOFU = "registry.opentofu.org";

    private static final URI OPENTOFU_API = URI.create("https://api.opentofu.org/registry/docs/providers/");
    private static final Duration SKEW = Duration.ofDays(1);

    private final DocumentFetcher documents;
    private final long limit;
    private final Clock clock;

    /** @param limit bytes a document may have */
    PublicationDates(DocumentFetcher documents, long limit, Clock clock) {
        this.documents = documents;
        this.limit = limit;
        this.clock = clock;
    }

    static boolean areToldOf(ProviderAddress provider) {
        return provider.hostname().equals(TERRAFORM) || provider.hostname().equals(OPENTOFU);
    }

    /** @param providers the base of the registry's provider service */
    Map<ProviderVersion, Instant> of(ProviderAddress provider, URI providers, Cancellation cancellation)
            throws OriginException {
        String name = provider.namespace() + "/" + provider.type();
        boolean terraform = provider.hostname().equals(TERRAFORM);
        URI url = terraform
                ? resolve(providers, "/v2/providers/" + name + "?include=provider-versions")
                : resolve(OPENTOFU_API, name + "/index.json");
        JsonResponse json = documents.json("publication dates of " + provider, url, limit, null, cancellation);
        return terraform ? ofTerraform(json, latest()) : ofOpenTofu(json, latest());
    }

    /** One version of {@link #TERRAFORM}, whose list ends somewhere. */
    Optional<Instant> of(ProviderAddress provider, ProviderVersion version, URI providers, Cancellation cancellation)
            throws OriginException {
        URI url = resolve(providers, provider.namespace() + "/" + provider.type() + "/" + version);
        return moment(
                documents.json("publication date of " + provider + " " + version, url, limit, null, cancellation),
                "published_at",
                latest());
    }

    private Instant latest() {
        return clock.instant().plus(SKEW);
    }

    private static Map<ProviderVersion, Instant> ofTerraform(JsonResponse json, Instant latest) throws ResponseInvalid {
        Map<ProviderVersion, Instant> dates = new HashMap<>();
        for (JsonResponse each : json.elementsIfAny("included")) {
            Optional<JsonResponse> attributes = each.objectIfAny("attributes");
            if (attributes.isPresent()) {
                add(dates, attributes.get(), "version", "published-at", latest);
            }
        }
        return dates;
    }

    static Map<ProviderVersion, Instant> ofOpenTofu(JsonResponse json, Instant latest) {
        Map<ProviderVersion, Instant> dates = new HashMap<>();
        for (JsonResponse each : json.elementsIfAny("versions")) {
            add(dates, each, "id", "published", latest);
        }
        return dates;
    }

    private static void add(
            Map<ProviderVersion, Instant> dates, JsonResponse row, String version, String published, Instant latest) {
        String text = row.textIfAny(version);
        Optional<Instant> moment = moment(row, published, latest);
        if (text == null || moment.isEmpty()) {
            return;
        }
        try {
            dates.put(ProviderVersion.parse(text.startsWith("v") ? text.substring(1) : text), moment.get());
        } catch (InvalidNameException e) {
            return; // of no version that could be asked for
        }
    }

    private static Optional<Instant> moment(JsonResponse row, String field, Instant latest) {
        String text = row.textIfAny(field);
        try {
            return text == null
                    ? Optional.empty()
                    : Optional.of(OffsetDateTime.parse(text).toInstant())
                            .filter(moment -> moment.isAfter(Instant.EPOCH) && moment.isBefore(latest));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static URI resolve(URI base, String path) {
        try {
            return OriginUrl.resolve(base, path);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("names have no odd characters", e);
        }
    }
}
