package org.tfmirror.origin.guard;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hc.client5.http.DnsResolver;
import org.tfmirror.origin.http.HttpErrors;

/**
 * Resolves names for the HTTP client and refuses what is not public. The client connects to the addresses returned
 * here and resolves nothing by itself, so a name that resolves differently a moment later gains nothing.
 */
public final class GuardedDnsResolver implements DnsResolver {

    public static final String NOT_PUBLIC = "the address is not public;"
            + " a private host is allowed by naming host:port in tfmirror.origin.allowed-hostnames";

    private final NameResolver names;
    private final AllowedHosts allowed;
    private final Optional<HostPort> proxy;

    public GuardedDnsResolver(NameResolver names, AllowedHosts allowed, Optional<HostPort> proxy) {
        this.names = names;
        this.allowed = allowed;
        this.proxy = proxy;
    }

    @Override
    public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
        HostPort target = HostPort.parse((host.contains(":") ? "[" + host + "]" : host) + ":" + port);
        boolean trusted = allowed.trusts(target) || proxy.filter(target::equals).isPresent();
        InetAddress[] addresses = trusted ? names.resolve(host) : resolve(host);
        return Arrays.stream(addresses)
                .map(address -> new InetSocketAddress(address, port))
                .toList();
    }

    /** One address that is not public refuses them all: a name that mixes them is an attack. */
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] addresses = names.resolve(host);
        for (InetAddress address : addresses) {
            if (!PublicAddresses.contains(address)) {
                throw new NotPublicException(host);
            }
        }
        return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    /** Carries the refusal through the HTTP client to {@link HttpErrors}. */
    public static final class NotPublicException extends UnknownHostException {
        NotPublicException(String host) {
            super(host + ": " + NOT_PUBLIC);
        }
    }
}
