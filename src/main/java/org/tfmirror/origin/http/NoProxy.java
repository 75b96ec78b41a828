package org.tfmirror.origin.http;

import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tfmirror.origin.guard.AddressBlock;
import org.tfmirror.origin.guard.AddressGuard;
import org.tfmirror.origin.guard.HostPort;

/**
 * The hosts that are reached without a proxy. It reads {@code NO_PROXY} as <a
 * href="https://pkg.go.dev/golang.org/x/net/http/httpproxy">Terraform</a> and <a
 * href="https://curl.se/docs/manpage.html#--noproxy">curl</a> do. Invalid entries are ignored.
 */
public final class NoProxy {

    private static final Pattern ENTRY = Pattern.compile("(\\[[^\\]]*]|[^\\[\\]]*?)(?::([0-9]{1,5}))?");
    private static final Pattern BLOCK = Pattern.compile("([0-9a-f:.]+)/([0-9]{1,3})");
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-f:.]*:[0-9a-f:.]*");

    private final List<Rule> rules;

    /** One entry. */
    private interface Rule {
        boolean covers(HostPort target, byte @Nullable [] address);
    }

    private NoProxy(List<Rule> rules) {
        this.rules = rules;
    }

    /** @param lists entries, of which a text may have several, separated by commas or blanks */
    public static NoProxy of(List<String> lists) {
        return new NoProxy(lists.stream()
                .flatMap(list -> Arrays.stream(list.split("[,\\s]+")))
                .map(entry -> entry.toLowerCase(Locale.ROOT))
                .filter(entry -> !entry.isEmpty())
                .map(NoProxy::rule)
                .toList());
    }

    boolean covers(HostPort target) {
        byte @Nullable [] address = address(target.host());
        boolean local = target.host().equals("localhost") || isLoopback(address);
        return local || rules.stream().anyMatch(rule -> rule.covers(target, address));
    }

    private static Rule rule(String entry) {
        if (entry.equals("*")) {
            return (target, address) -> true;
        }
        Matcher block = BLOCK.matcher(entry);
        byte @Nullable [] network = block.matches() ? address(block.group(1)) : null;
        if (network != null) {
            int prefix = Integer.parseInt(block.group(2));
            AddressBlock addresses = AddressBlock.of(network, prefix);
            return (target, address) -> prefix <= network.length * 8 && address != null && addresses.contains(address);
        }
        boolean isAddress = address(entry) != null; // an IPv6 address without brackets has no port
        Matcher parts = ENTRY.matcher(entry);
        if (!isAddress && !parts.matches()) {
            return (target, address) -> false;
        }
        String host = isAddress ? entry : parts.group(1);
        int port = isAddress || parts.group(2) == null ? 0 : Integer.parseInt(parts.group(2));
        return (target, address) -> (port == 0 || port == target.port()) && covers(host, target, address);
    }

    private static boolean covers(String host, HostPort target, byte @Nullable [] address) {
        byte @Nullable [] own = address(host);
        if (own != null) {
            return address != null && Arrays.equals(own, address);
        }
        boolean onlyBelow = host.startsWith("*.");
        String domain = ascii(withoutDot(onlyBelow ? host.substring(2) : host.replaceFirst("^\\.", "")));
        String name = withoutDot(target.host());
        return !domain.isEmpty() && (name.endsWith("." + domain) || (!onlyBelow && name.equals(domain)));
    }

    private static String ascii(String name) {
        try {
            return IDN.toASCII(name, IDN.ALLOW_UNASSIGNED);
        } catch (IllegalArgumentException e) {
            return name;
        }
    }

    private static String withoutDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    private static boolean isLoopback(byte @Nullable [] address) {
        try {
            return address != null && InetAddress.getByAddress(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** The bytes of an IP address, with or without brackets; null where it is none. Looks nothing up. */
    private static byte @Nullable [] address(String text) {
        String bare = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        boolean v4 = AddressGuard.DOTTED_QUAD.matcher(bare).matches();
        if (!v4 && (bare.indexOf(':') < 0 || !ADDRESS.matcher(bare).matches())) {
            return null;
        }
        try {
            return InetAddress.getByName(bare).getAddress();
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
