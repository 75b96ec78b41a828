package org.tfmirror.origin.guard;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.tfmirror.origin.OriginException.AddressRefused;

/**
 * Keeps origins from making us fetch what only we can reach. It checks each URL before each hop; {@link
 * GuardedDnsResolver} checks the addresses at the time of the connection.
 */
public final class AddressGuard {

    public static final Pattern DOTTED_QUAD = Pattern.compile("((25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(\\.(?=.)|$)){4}");

    /** Names that some resolvers take for numbers, such as 2130706433, 0x7f.1 and 127.1. */
    private static final Pattern NUMERIC = Pattern.compile("(.*\\.)?([0-9]+|0x[0-9a-f]*)\\.?");

    private static final Pattern LOCALHOST = Pattern.compile("(.*\\.)?localhost\\.?");

    private final AllowedHosts allowed;
    private final Optional<HostPort> proxy;

    /** @param proxy where requests go through a proxy: an address that no URL may name, because it answers to us alone */
    public AddressGuard(AllowedHosts allowed, Optional<HostPort> proxy) {
        this.allowed = allowed;
        this.proxy = proxy;
    }

    /** Whether the registry of a provider address may be asked at all. */
    public void checkRegistry(String hostname) throws AddressRefused {
        Optional<String> refusal = allowed.refusalOf(hostname);
        if (refusal.isPresent()) {
            throw new AddressRefused(hostname, refusal.get());
        }
    }

    /** Whether a URL may be asked for; its name is resolved later. */
    public void checkUrl(URI url) throws AddressRefused {
        String where = Shown.url(url);
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw new AddressRefused(where, "the scheme is \"" + Shown.text(scheme) + "\", not https");
        }
        if (url.getRawAuthority() != null && url.getRawAuthority().indexOf('@') >= 0) {
            throw new AddressRefused(where, "the URL carries user information");
        }
        HostPort target = target(url, where);
        if (allowed.trusts(target)) {
            return;
        }
        if (scheme.equals("http")) {
            throw new AddressRefused(where, "plain http is only for a host:port of tfmirror.origin.allowed-hostnames");
        }
        if (proxy.filter(target::equals).isPresent()) {
            throw new AddressRefused(where, "this is the proxy itself");
        }
        checkLiteral(target.host(), where);
    }

    private static HostPort target(URI url, String where) throws AddressRefused {
        try {
            return HostPort.of(url);
        } catch (IllegalArgumentException e) {
            throw new AddressRefused(where, "the URL has no proper host and port");
        }
    }

    private static void checkLiteral(String host, String where) throws AddressRefused {
        boolean literal = host.startsWith("[") || DOTTED_QUAD.matcher(host).matches();
        if (host.indexOf('%') >= 0) { // [fe80::1%eth0]: a zone makes sense on one machine only
            throw new AddressRefused(where, "an IP address with a zone");
        }
        if ((!literal && NUMERIC.matcher(host).matches())
                || LOCALHOST.matcher(host).matches()) {
            throw new AddressRefused(where, "neither a public name nor a plain IP address");
        }
        try {
            if (literal && !PublicAddresses.contains(InetAddress.getByName(host))) {
                throw new AddressRefused(where, GuardedDnsResolver.NOT_PUBLIC);
            }
        } catch (UnknownHostException e) {
            throw new AddressRefused(where, "not an IP address");
        }
    }
}
