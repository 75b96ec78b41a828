package org.tfmirror.guide;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The mirror's address as clients write it.
 *
 * @param base without a slash at its end
 * @param known false for an example, where no address is configured
 */
record PublicUrl(String base, boolean known) {

    private static final PublicUrl EXAMPLE = new PublicUrl("https://mirror.example.com", false);
    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._~-]+)*/?");

    /** @throws IllegalArgumentException naming the key, where clients could not use it */
    static PublicUrl of(Optional<URI> configured) {
        return configured.map(PublicUrl::of).orElse(EXAMPLE);
    }

    private static PublicUrl of(URI url) {
        boolean plain = url.getRawQuery() == null && url.getRawFragment() == null && url.getRawUserInfo() == null;
        if (!"https".equals(url.getScheme())
                || url.getHost() == null
                || !plain
                || !PATH.matcher(url.getRawPath()).matches()) {
            throw new IllegalArgumentException(
                    "tfmirror.public-url: must be an https: URL of a host, perhaps with a port and a path");
        }
        return new PublicUrl(url.toString().replaceFirst("/$", ""), true);
    }

    /** The name that a client's credentials are for. */
    String host() {
        URI url = URI.create(base);
        return url.getPort() < 0 || url.getPort() == 443 ? url.getHost() : url.getHost() + ":" + url.getPort();
    }

    String mirror() {
        return base + "/v1/providers/";
    }

    String registry(String hostname) {
        return base + "/v1/registry/" + hostname + "/providers/";
    }
}
