package org.tfmirror.origin;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How origin registries are reached. Keys are {@code tfmirror.origin.*}; as environment variables
 * {@code TFMIRROR_ORIGIN_*} with underscores, such as {@code TFMIRROR_ORIGIN_CONNECT_TIMEOUT}.
 */
@ConfigMapping(prefix = "tfmirror.origin")
public interface OriginConfig {

    /** {@code default-hostname}: the registry of a provider source written without a hostname. */
    @WithDefault("registry.terraform.io")
    String defaultHostname();

    /**
     * {@code allowed-hostnames}: the only registries that may be asked, comma-separated; empty (the default) allows
     * every registry at a public address and port 443. An entry {@code host:port} also allows that host to have a
     * private address, on that port only, and to be named in a plain {@code http:} download URL. Archives may come
     * from any other public host whatever is listed here.
     */
    Optional<Set<String>> allowedHostnames();

    /** {@code ca-bundle}: a PEM file of certificates trusted beside the JVM's own; none by default. */
    Optional<Path> caBundle();

    /** {@code connect-timeout}: for a connection to be there, and again for its TLS handshake; 10s. */
    @WithDefault("10s")
    Duration connectTimeout();

    /** {@code response-timeout}: from the request to the end of the answer's headers; 30s. */
    @WithDefault("30s")
    Duration responseTimeout();

    /** {@code stall-timeout}: the longest silence within a body, and the window of the minimum rate; 30s. */
    @WithDefault("30s")
    Duration stallTimeout();

    /**
     * {@code minimum-rate}: bytes a second a body must bring, measured over each stall timeout's worth of waiting for
     * the origin (our own slowness does not count); 1K, and 0 for no minimum.
     */
    @WithDefault("1K")
    MemorySize minimumRate();

    /** {@code max-document-size}: of a JSON answer; 4M. */
    @WithDefault("4M")
    MemorySize maxDocumentSize();

    /** {@code max-archive-size}: of a package's archive; 2G. */
    @WithDefault("2G")
    MemorySize maxArchiveSize();

    /** {@code max-redirects}: followed for one request; 5. */
    @WithDefault("5")
    int maxRedirects();

    /** {@code max-connections-per-host}: open at a time to one host; more requests wait; 16. */
    @WithDefault("16")
    int maxConnectionsPerHost();

    /**
     * {@code services."HOSTNAME"}: the base URL of that registry's {@code providers.v1} service, used instead of
     * service discovery, as a {@code host} block does in Terraform's own configuration: for a registry that is reached
     * under another name or port than provider addresses say. Where that is a private address, its {@code host:port}
     * must be among the allowed hostnames, beside the registry's own name; the URL's path ends in {@code /}.
     */
    Map<String, String> services();

    /**
     * {@code credentials."HOST"}: the token that HOST, perhaps with a port, is asked with, for providers of that hostname
     * or of one whose {@code services} is there. It is sent with requests for JSON, as Terraform does, over TLS, and to no
     * other host. {@code TF_TOKEN_…} of the environment, as Terraform spells it, does the same for a host that is among the
     * allowed hostnames and has no key here. What comes with it is given to readers with the mirror's token only.
     */
    Map<String, String> credentials();

    /**
     * {@code public-hostnames}: hosts of credentials, comma-separated, whose providers everybody may read nevertheless,
     * such as one that only counts requests by its token.
     */
    Optional<Set<String>> publicHostnames();

    /**
     * {@code proxy}: an HTTP proxy, {@code http://[user:password@]host:port}; by default the environment's
     * {@code HTTPS_PROXY} or {@code https_proxy}. The proxy resolves names, so through a proxy the address guard
     * checks addresses written in URLs only, and which names lead to private addresses is the proxy's to police.
     */
    Optional<String> proxy();

    /**
     * {@code no-proxy}: hosts reached without the proxy, separated by commas or blanks: {@code example.com} or
     * {@code .example.com} with all below it, {@code *.example.com} for what is below it, an IP address or a block of
     * them ({@code 10.0.0.0/8}), each perhaps with {@code :port}, or {@code *}; by default the environment's
     * {@code NO_PROXY} or {@code no_proxy}. {@code localhost} and loopback addresses never go through a proxy.
     */
    Optional<List<String>> noProxy();
}
