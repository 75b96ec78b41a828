package org.tfmirror.origin.http;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hc.core5.http.HttpHost;
import org.tfmirror.origin.OriginConfig;
import org.tfmirror.origin.guard.HostPort;

/** The proxy to origins, if there is one, and the hosts reached without it. */
public record ProxySettings(Optional<ProxyServer> proxy, NoProxy noProxy) {

    /** No proxy at all. */
    public static final ProxySettings NONE = new ProxySettings(Optional.empty(), NoProxy.of(List.of()));

    /** @param environment where the configuration is silent, as {@link System#getenv()} */
    public static ProxySettings of(OriginConfig config, Map<String, String> environment) {
        Optional<String> proxy = config.proxy().or(() -> variable(environment, "HTTPS_PROXY"));
        List<String> noProxy = config.noProxy()
                .orElseGet(() -> variable(environment, "NO_PROXY").map(List::of).orElse(List.of()));
        return new ProxySettings(proxy.map(ProxyServer::parse), NoProxy.of(noProxy));
    }

    Optional<HostPort> address() {
        return proxy.map(ProxyServer::address);
    }

    /** The proxy a request to the target goes through; empty where it goes directly. */
    Optional<HttpHost> towards(HostPort target) {
        return proxy.filter(any -> !noProxy.covers(target))
                .map(server -> new HttpHost(
                        server.scheme(),
                        server.address().host(),
                        server.address().port()));
    }

    private static Optional<String> variable(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name))
                .filter(text -> !text.isBlank())
                .or(() -> Optional.ofNullable(environment.get(name.toLowerCase(Locale.ROOT))))
                .filter(text -> !text.isBlank());
    }
}
