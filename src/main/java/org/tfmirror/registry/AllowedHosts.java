package org.tfmirror.registry;

import java.util.HashSet;
import java.util.Set;

/** The hosts an operator lists: which registries may be asked, and which hosts may have private addresses. */
final class AllowedHosts {

    private final Set<HostPort> registries = new HashSet<>();
    private final Set<HostPort> trusted = new HashSet<>();

    /** @throws IllegalArgumentException naming the configuration key, where an entry is not a host or host:port */
    AllowedHosts(Set<String> entries) {
        for (String entry : entries) {
            try {
                HostPort parsed = HostPort.parse(entry);
                registries.add(parsed);
                if (entry.strip().endsWith(":" + parsed.port())) {
                    trusted.add(parsed);
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("tfmirror.registry.allowed-hostnames: " + e.getMessage(), e);
            }
        }
    }

    /** Whether the list leaves open which registries may be asked. */
    boolean isOpen() {
        return registries.isEmpty();
    }

    /** Whether the list names this registry. */
    boolean names(HostPort registry) {
        return registries.contains(registry);
    }

    /** Whether the list names this host with this very port, so that its address may be private. */
    boolean trusts(HostPort host) {
        return trusted.contains(host);
    }
}
