package org.tfmirror.registry;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hc.core5.http.HttpHost;

/** The proxy to origins, if there is one, and the hosts reached without it. */
record ProxySettings(Optional<URI> proxy, List<String> noProxy) {

    ProxySettings {
        proxy.ifPresent(ProxySettings::requireHttp);
        noProxy = noProxy.stream()
                .map(entry -> entry.strip().toLowerCase(Locale.ROOT))
                .filter(entry -> !entry.isEmpty())
                .toList();
    }

    /** @param environment where the configuration is silent, as {@link System#getenv()} */
    static ProxySettings of(RegistryConfig config, Map<String, String> environment) {
        Optional<URI> proxy = config.proxy()
                .or(() -> variable(environment, "HTTPS_PROXY")
                        .map(text -> text.contains("://") ? text : "http://" + text)
                        .map(URI::create));
        List<String> noProxy = config.noProxy()
                .orElseGet(() -> variable(environment, "NO_PROXY")
                        .map(text -> Arrays.asList(text.split(",", -1)))
                        .orElse(List.of()));
        return new ProxySettings(proxy, noProxy);
    }

    Optional<HostPort> address() {
        return proxy.map(HostPort::of);
    }

    /** The proxy a request to the target goes through; empty where it goes directly. */
    Optional<HttpHost> towards(HostPort target) {
        return proxy.filter(any -> noProxy.stream().noneMatch(entry -> covers(entry, target)))
                .map(url -> new HttpHost(
                        url.getScheme(), url.getHost(), HostPort.of(url).port()));
    }

    private static boolean covers(String entry, HostPort target) {
        if (entry.equals("*") || entry.equals(target.toString())) {
            return true;
        }
        String suffix = entry.startsWith(".") ? entry : "." + entry;
        return target.host().equals(entry) || target.host().endsWith(suffix);
    }

    private static Optional<String> variable(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name))
                .or(() -> Optional.ofNullable(environment.get(name.toLowerCase(Locale.ROOT))))
                .map(String::strip)
                .filter(text -> !text.isEmpty());
    }

    private static void requireHttp(URI proxy) {
        boolean http = "http".equalsIgnoreCase(proxy.getScheme()) || "https".equalsIgnoreCase(proxy.getScheme());
        if (!http || proxy.getHost() == null) {
            throw new IllegalArgumentException("tfmirror.registry.proxy (or HTTPS_PROXY) is not http://host:port");
        }
    }
}
