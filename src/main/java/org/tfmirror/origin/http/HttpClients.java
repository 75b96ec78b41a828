package org.tfmirror.origin.http;

import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.tfmirror.origin.OriginConfig;
import org.tfmirror.origin.guard.GuardedDnsResolver;
import org.tfmirror.origin.guard.HostPort;

/**
 * Sets up the HTTP client so that it does one request and nothing by itself: no redirects, no decoding, no cookies, no
 * retries, no credentials but the proxy's.
 */
final class HttpClients {

    private static final int LONGEST_LINE = 16 * 1024;
    private static final int MOST_HEADERS = 100;

    private HttpClients() {}

    static PoolingHttpClientConnectionManager connections(
            OriginConfig config, GuardedDnsResolver resolver, Deadlines deadlines) {
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(resolver)
                .setTlsSocketStrategy(deadlines.handshakes(
                        new OriginTls(TrustedCertificates.context(config.caBundle())), config.connectTimeout()))
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(Http1Config.custom()
                                .setMaxLineLength(LONGEST_LINE)
                                .setMaxHeaderCount(MOST_HEADERS)
                                .build())
                        .build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(config.connectTimeout()))
                        .setSocketTimeout(Timeout.of(config.responseTimeout()))
                        .setValidateAfterInactivity(TimeValue.ofSeconds(1))
                        .setTimeToLive(TimeValue.ofMinutes(5))
                        .build())
                .setMaxConnPerRoute(config.maxConnectionsPerHost())
                .setMaxConnTotal(Integer.MAX_VALUE)
                .build();
    }

    static CloseableHttpClient client(
            OriginConfig config,
            ProxySettings proxy,
            PoolingHttpClientConnectionManager connections,
            Deadlines deadlines) {
        HttpClientBuilder builder = HttpClientBuilder.create()
                .setConnectionManager(connections)
                .setRequestExecutor(deadlines.answers(config.responseTimeout(), config.stallTimeout()))
                .setRoutePlanner(new ProxyRoutes(proxy))
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(Timeout.of(config.responseTimeout()))
                        .setRedirectsEnabled(false)
                        .setProtocolUpgradeEnabled(false)
                        .build())
                .setUserAgent("tf-mirror")
                .disableRedirectHandling()
                .disableContentCompression()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableAutomaticRetries();
        proxy.proxy()
                .flatMap(server -> server.login().map(login -> credentials(server.address(), login)))
                .ifPresent(builder::setDefaultCredentialsProvider);
        return builder.build();
    }

    private static BasicCredentialsProvider credentials(HostPort proxy, ProxyServer.Login login) {
        BasicCredentialsProvider provider = new BasicCredentialsProvider();
        provider.setCredentials(
                new AuthScope(proxy.host(), proxy.port()),
                new UsernamePasswordCredentials(login.user(), login.password().toCharArray()));
        return provider;
    }

    private static final class ProxyRoutes extends DefaultRoutePlanner {

        private final ProxySettings proxy;

        ProxyRoutes(ProxySettings proxy) {
            super(null);
            this.proxy = proxy;
        }

        @Override
        protected @Nullable HttpHost determineProxy(HttpHost target, HttpContext context) {
            int standard = target.getSchemeName().equals("http") ? 80 : HostPort.HTTPS;
            int port = target.getPort() < 0 ? standard : target.getPort();
            return proxy.towards(new HostPort(target.getHostName(), port)).orElse(null);
        }
    }
}
