package org.tfmirror.origin.http;

import java.net.IDN;
import java.net.URI;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.tfmirror.origin.OriginConfig;
import org.tfmirror.origin.guard.AllowedHosts;
import org.tfmirror.origin.guard.HostPort;
import org.tfmirror.origin.guard.Shown;

/**
 * The operator's tokens for origins with a login. A registry gets the token of its own host, or of the host that
 * {@code tfmirror.origin.services} names for it. A registry that redirects us to another host gets no token of that
 * host. Immutable.
 */
public final class OriginCredentials {

    private static final Logger LOG = Logger.getLogger(OriginCredentials.class);
    private static final String CREDENTIALS = "tfmirror.origin.credentials.\"%s\"";
    private static final String PUBLIC = "tfmirror.origin.public-hostnames";

    /** As <a href="https://developer.hashicorp.com/terraform/cli/config/config-file">Terraform</a> names variables. */
    private static final String VARIABLE = "TF_TOKEN_";

    private final Map<HostPort, Credential> byHost = new HashMap<>();
    private final Set<HostPort> publicHosts = new HashSet<>();
    private final RegistryServices services;

    private OriginCredentials(RegistryServices services) {
        this.services = services;
    }

    /**
     * Reads the configuration, and of the environment the variables that name an allowed host.
     *
     * @param environment as {@link System#getenv()}
     * @throws IllegalArgumentException naming the key or the variable whose value is not usable
     */
    public static OriginCredentials of(OriginConfig config, Map<String, String> environment) {
        OriginCredentials all = new OriginCredentials(new RegistryServices(config.services()));
        config.publicHostnames().orElse(Set.of()).forEach(host -> all.publicHosts.add(host(host, PUBLIC)));
        config.credentials().forEach((host, token) -> {
            String name = CREDENTIALS.formatted(Shown.text(host));
            all.add(new Credential(name, host(host, name), token.strip()));
        });
        AllowedHosts allowed = AllowedHosts.of(config);
        environment.forEach((name, token) -> {
            if (name.startsWith(VARIABLE) && !token.isBlank()) {
                all.addVariable(name, token.strip(), allowed);
            }
        });
        all.byHost.values().forEach(all::requireTls);
        return all;
    }

    private void add(Credential credential) {
        if (byHost.put(credential.host(), credential) != null) {
            throw new IllegalArgumentException(credential.name() + ": another key names the same host");
        }
    }

    /** A variable is of the machine, perhaps for its operator's own Terraform: only one for a listed host is meant for us. */
    private void addVariable(String name, String token, AllowedHosts allowed) {
        String spelled = name.substring(VARIABLE.length()).replace("__", "-").replace('_', '.');
        HostPort host;
        try {
            host = host(spelled, name);
        } catch (IllegalArgumentException e) {
            return; // as Terraform does
        }
        if (!allowed.names(host)) {
            LOG.infof(
                    "credential ignored, its host is not in tfmirror.origin.allowed-hostnames variable=%s",
                    Shown.text(name));
        } else if (!byHost.containsKey(host)) {
            byHost.put(host, new Credential(name, host, token));
        }
    }

    private void requireTls(Credential credential) {
        services.all().forEach((hostname, url) -> {
            if ("http".equalsIgnoreCase(url.getScheme()) && HostPort.of(url).equals(credential.host())) {
                throw new IllegalArgumentException(
                        "%s: is sent over TLS only, but tfmirror.origin.services.\"%s\" is an http: URL"
                                .formatted(credential.name(), hostname));
            }
        });
    }

    private static HostPort host(String text, String name) {
        try {
            return HostPort.parse(IDN.toASCII(text, IDN.ALLOW_UNASSIGNED));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": \"" + Shown.text(text) + "\" is not host or host:port", e);
        }
    }

    /**
     * What a registry is asked with; empty where nothing is known for it.
     *
     * @param hostname of provider addresses
     */
    public Optional<Credential> of(String hostname) {
        HostPort host = services.of(hostname).map(OriginCredentials::hostOf).orElseGet(() -> HostPort.parse(hostname));
        return Optional.ofNullable(byHost.get(host));
    }

    private static HostPort hostOf(URI service) {
        return HostPort.of(service);
    }

    /**
     * Whether what a registry gives is only for readers who have the mirror's token: it is asked with a credential, and
     * nobody has declared that the host's providers are for everybody.
     *
     * @param hostname of provider addresses
     */
    public boolean isPrivate(String hostname) {
        return of(hostname)
                .filter(credential -> !publicHosts.contains(credential.host()))
                .isPresent();
    }

    /** The keys and variables of hosts that are not declared public, in order. */
    public List<String> ofPrivateHosts() {
        return byHost.values().stream()
                .filter(credential -> !publicHosts.contains(credential.host()))
                .map(Credential::name)
                .sorted()
                .toList();
    }
}
