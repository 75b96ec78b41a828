package org.tfmirror.origin.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tfmirror.origin.guard.HostPort;
import org.tfmirror.origin.guard.OriginUrl;

/**
 * An HTTP proxy.
 *
 * @param scheme {@code http} or {@code https}: how the proxy itself is spoken to
 * @param login what it wants to know of us
 */
public record ProxyServer(String scheme, HostPort address, Optional<Login> login) {

    private static final Pattern FORM = Pattern.compile(
            "(?i)(?:(https?)://|(?![a-z0-9+.-]+://))(?:(.*)@)?(\\[[^\\]@]*]|[^\\[\\]:/?#@]+)(?::([0-9]*))?(?:[/?#].*)?");

    /** Also takes raw what a URL would have escaped. */
    record Login(String user, String password) {
        @Override
        public String toString() {
            return "(a login)";
        }
    }

    /**
     * Reads {@code [http[s]://][user:password@]host[:port]}, as Terraform and curl do; the port is the scheme's by
     * default.
     *
     * @throws IllegalArgumentException where it is something else; the message tells nothing of it
     */
    public static ProxyServer parse(String text) {
        Matcher parts = FORM.matcher(text.strip());
        if (!parts.matches()) {
            throw notAProxy();
        }
        String scheme = parts.group(1) == null ? "http" : parts.group(1).toLowerCase(Locale.ROOT);
        @Nullable String port = parts.group(4);
        String where = scheme + "://" + parts.group(3) + (port == null || port.isEmpty() ? "" : ":" + port);
        try {
            URI url = OriginUrl.parse(where);
            return new ProxyServer(
                    scheme,
                    new HostPort(HostPort.of(url).host(), url.getPort() < 0 ? standardPort(scheme) : url.getPort()),
                    Optional.ofNullable(parts.group(2)).map(ProxyServer::login));
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw notAProxy();
        }
    }

    private static Login login(String userinfo) {
        int colon = userinfo.indexOf(':');
        return new Login(
                decoded(colon < 0 ? userinfo : userinfo.substring(0, colon)),
                colon < 0 ? "" : decoded(userinfo.substring(colon + 1)));
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text; // a percent sign that is meant as such
        }
    }

    private static int standardPort(String scheme) {
        return scheme.equals("http") ? 80 : HostPort.HTTPS;
    }

    private static IllegalArgumentException notAProxy() {
        return new IllegalArgumentException(
                "tfmirror.origin.proxy (or HTTPS_PROXY) is not http://[user:password@]host:port");
    }
}
