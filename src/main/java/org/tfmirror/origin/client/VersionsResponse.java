package org.tfmirror.origin.client;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.tfmirror.origin.AvailableVersion;
import org.tfmirror.origin.OriginException.ResponseInvalid;
import org.tfmirror.origin.VersionListing;
import org.tfmirror.origin.guard.Shown;
import org.tfmirror.origin.http.JsonResponse;
import org.tfmirror.provider.InvalidNameException;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/** Reads a registry's list of a provider's versions. */
final class VersionsResponse {

    private static final Logger LOG = Logger.getLogger(VersionsResponse.class);

    /** The writer of a list must not be able to fill the log. */
    private static final int MOST_LOGGED = 10;

    private static final Pattern PROTOCOL = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3})?");
    private static final int MOST_PROTOCOLS = 20;

    private final ProviderAddress provider;
    private final JsonResponse json;
    private int logged;

    VersionsResponse(ProviderAddress provider, JsonResponse json) {
        this.provider = provider;
        this.json = json;
    }

    VersionListing read() throws ResponseInvalid {
        if (!json.has("versions")) {
            throw json.invalid("versions", "is missing");
        }
        Map<ProviderVersion, AvailableVersion> versions = new LinkedHashMap<>();
        if (!json.isList("versions")) {
            throw json.invalid("versions", "is not a list");
        }
        for (JsonResponse listed : json.elementsIfAny("versions")) {
            try {
                ProviderVersion version = ProviderVersion.parse(listed.text("version"));
                versions.merge(
                        version,
                        new AvailableVersion(version, protocols(listed), platforms(listed)),
                        VersionsResponse::both);
            } catch (InvalidNameException | ResponseInvalid e) {
                warn("version_skipped", String.valueOf(e.getMessage()));
            }
        }
        return new VersionListing(List.copyOf(versions.values()), json.textsIfAny("warnings"));
    }

    private static List<String> protocols(JsonResponse listed) {
        return listed.textsIfAny("protocols").stream()
                .filter(text -> PROTOCOL.matcher(text).matches())
                .distinct()
                .limit(MOST_PROTOCOLS)
                .toList();
    }

    /** Terraform never reads this list, so nothing that is wrong in it loses a version. */
    private Set<Platform> platforms(JsonResponse listed) {
        Set<Platform> platforms = new HashSet<>();
        for (JsonResponse platform : listed.elementsIfAny("platforms")) {
            try {
                platforms.add(new Platform(folded(platform.text("os")), folded(platform.text("arch"))));
            } catch (InvalidNameException | ResponseInvalid e) {
                warn("platform_skipped", String.valueOf(e.getMessage()));
            }
        }
        return platforms;
    }

    private static String folded(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }

    /** One version, listed twice ({@code 1.2} and {@code 1.2.0}). */
    private static AvailableVersion both(AvailableVersion one, AvailableVersion other) {
        if (one.platforms().isEmpty() || other.platforms().isEmpty()) {
            return new AvailableVersion(one.version(), one.protocols(), Set.of());
        }
        Set<Platform> platforms = new HashSet<>(one.platforms());
        platforms.addAll(other.platforms());
        return new AvailableVersion(one.version(), one.protocols(), platforms);
    }

    private void warn(String what, String text) {
        if (logged++ < MOST_LOGGED) {
            LOG.warnf(
                    "list of versions does not follow the protocol what=%s provider=%s text=%s",
                    what, provider, Shown.text(text));
        }
    }
}
