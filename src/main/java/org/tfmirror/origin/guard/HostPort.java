package org.tfmirror.origin.guard;

import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A host and the port on it.
 *
 * @param host lower-case, as written: a name, an IPv4 address, or an IPv6 address in brackets
 * @param port 1 to 65535
 */
public record HostPort(String host, int port) {

    public static final int HTTPS = 443;

    private static final Pattern FORM = Pattern.compile("(\\[[0-9a-f:.]+]|[^\\s\\[\\]:/@]+)(?::([1-9][0-9]{0,4}))?");

    private static final Pattern NAMED =
            Pattern.compile("([A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)*\\.?)(?::([0-9]{0,5}))?");

    public HostPort {
        Objects.requireNonNull(host);
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("not a port: " + port);
        }
    }

    /** Reads {@code host} or {@code host:port}; the port of https where none is given. */
    public static HostPort parse(String text) {
        Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"" + Shown.text(text) + "\" is not host or host:port");
        }
        @Nullable String port = matcher.group(2);
        return new HostPort(matcher.group(1), port == null ? HTTPS : Integer.parseInt(port));
    }

    /**
     * Where a request for the URL goes. Names with an underscore are no host to {@link URI}, but they are to DNS.
     *
     * @throws IllegalArgumentException where the URL has no proper host and port
     */
    public static HostPort of(URI url) {
        int standard = "http".equalsIgnoreCase(url.getScheme()) ? 80 : HTTPS;
        if (url.getHost() != null) {
            return new HostPort(url.getHost().toLowerCase(Locale.ROOT), url.getPort() < 0 ? standard : url.getPort());
        }
        Matcher named = NAMED.matcher(url.getRawAuthority() == null ? "" : url.getRawAuthority());
        if (!named.matches()) {
            throw new IllegalArgumentException("no proper host and port");
        }
        @Nullable String port = named.group(2);
        return new HostPort(
                named.group(1).toLowerCase(Locale.ROOT),
                port == null || port.isEmpty() ? standard : Integer.parseInt(port));
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
