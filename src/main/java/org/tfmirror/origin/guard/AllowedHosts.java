package org.tfmirror.origin.guard;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.tfmirror.origin.OriginConfig;
import org.tfmirror.provider.ProviderAddress;

/**
 * The hosts that an operator allows: registries that may be asked, and hosts that may have private addresses.
 * Immutable.
 */
public final class AllowedHosts {

    private final Set<HostPort> registries = new HashSet<>();
    private final Set<HostPort> trusted = new HashSet<>();

    /** @throws IllegalArgumentException naming the configuration key, where an entry is not a host or host:port */
    public AllowedHosts(Set<String> entries) {
        for (String entry : entries) {
            try {
                HostPort parsed = HostPort.parse(entry);
                registries.add(parsed);
                if (entry.strip().endsWith(":" + parsed.port())) {
                    trusted.add(parsed);
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("tfmirror.origin.allowed-hostnames: " + e.getMessage(), e);
            }
        }
    }

    /** @throws IllegalArgumentException naming the configuration key, where an entry is not a host or host:port */
    public static AllowedHosts of(OriginConfig config) {
        return new AllowedHosts(config.allowedHostnames().orElse(Set.of()));
    }

    /**
     * Why the registry of provider addresses with this hostname may not be asked; empty where it may. A list allows
     * what it names, a port of 443 being the same as none; without a list it is any name of the public DNS at port 443.
     *
     * @param hostname as {@link ProviderAddress#hostname()} gives it
     */
    public Optional<String> refusalOf(String hostname) {
        HostPort registry = HostPort.parse(hostname);
        if (registries.contains(registry)) {
            return Optional.empty();
        }
        if (!registries.isEmpty()) {
            return Optional.of("not among the registries this mirror may use (tfmirror.origin.allowed-hostnames)");
        }
        boolean isPublic = registry.port() == HostPort.HTTPS && ProviderAddress.isPublicName(registry.host());
        return isPublic
                ? Optional.empty()
                : Optional.of("not a public registry's name; tfmirror.origin.allowed-hostnames may allow it");
    }

    /** Whether the list names this host. */
    public boolean names(HostPort host) {
        return registries.contains(host);
    }

    /** Whether the list names this host with this very port, so that its address may be private. */
    boolean trusts(HostPort host) {
        return trusted.contains(host);
    }
}
