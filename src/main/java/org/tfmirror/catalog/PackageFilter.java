package org.tfmirror.catalog;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/**
 * Selects packages of the catalog; every part may be null, for any.
 *
 * @param integrity not for SQL, which has a column by another name
 * @param listed whether their version is in the lists; not for SQL, which has no such column
 */
public record PackageFilter(
        @Nullable String hostname,
        @Nullable String namespace,
        @Nullable String type,
        @Nullable ProviderVersion version,
        @Nullable Platform platform,
        @Nullable Boolean blocked,
        @Nullable Integrity integrity,
        @Nullable Boolean listed) {

    /** Packages of one provider, or of all; of one version and platform, or of all. */
    public static PackageFilter of(
            @Nullable ProviderAddress provider, @Nullable ProviderVersion version, @Nullable Platform platform) {
        return provider == null
                ? new PackageFilter(null, null, null, version, platform, null, null, null)
                : new PackageFilter(
                        provider.hostname(),
                        provider.namespace(),
                        provider.type(),
                        version,
                        platform,
                        null,
                        null,
                        null);
    }

    /** Conditions on the columns, joined by {@code and}, with a named parameter each; true of HQL and of SQL alike. */
    public String condition() {
        return parameters().keySet().stream()
                        .map(name -> " and %s = :%s".formatted(name, name))
                        .collect(Collectors.joining("", "1 = 1", ""))
                + trust();
    }

    /** An untrusted package is not intact, even if its object is. */
    private String trust() {
        if (integrity == null) {
            return "";
        }
        return integrity == Integrity.UNTRUSTED ? " and untrustedBy is not null" : " and untrustedBy is null";
    }

    /** The parameters of {@link #condition()}. */
    public Map<String, Object> parameters() {
        Map<String, Object> parameters = new LinkedHashMap<>();
        put(parameters, "hostname", hostname);
        put(parameters, "namespace", namespace);
        put(parameters, "type", type);
        put(parameters, "version", version == null ? null : version.toString());
        put(parameters, "os", platform == null ? null : platform.os());
        put(parameters, "arch", platform == null ? null : platform.arch());
        put(parameters, "blocked", blocked);
        put(parameters, "integrity", integrity == Integrity.UNTRUSTED ? null : integrity);
        put(parameters, "listed", listed);
        return parameters;
    }

    private static void put(Map<String, Object> parameters, String name, @Nullable Object value) {
        if (value != null) {
            parameters.put(name, value);
        }
    }
}
