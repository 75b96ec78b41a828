package org.tfmirror.origin.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.tfmirror.origin.guard.OriginUrl;
import org.tfmirror.origin.guard.Shown;
import org.tfmirror.provider.InvalidNameException;
import org.tfmirror.provider.ProviderAddress;

/** The base URLs of registries that an operator gave, so that nothing is discovered for them. Immutable. */
public final class RegistryServices {

    private final Map<String, URI> byHostname = new HashMap<>();

    /** @throws IllegalArgumentException naming the configuration key, where an entry is not a hostname with a URL */
    public RegistryServices(Map<String, String> entries) {
        entries.forEach((hostname, url) -> {
            String key = "tfmirror.origin.services.\"" + Shown.text(hostname) + "\": ";
            try {
                byHostname.put(ProviderAddress.parseHostname(hostname), OriginUrl.parse(url));
            } catch (URISyntaxException e) {
                throw new IllegalArgumentException(key + "not a URL", e);
            } catch (InvalidNameException e) {
                throw new IllegalArgumentException(key + e.getMessage(), e);
            }
        });
    }

    /** By hostname. */
    Map<String, URI> all() {
        return Map.copyOf(byHostname);
    }

    /** @param hostname as {@link ProviderAddress#hostname()} gives it */
    public Optional<URI> of(String hostname) {
        return Optional.ofNullable(byHostname.get(hostname));
    }
}
