package org.tfmirror.local;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tfmirror.local.IssuedCertificate.PemFiles;

/**
 * How the application is told where the local parts are.
 *
 * @param properties system properties, which everyone on the machine may read in the process list
 * @param environment environment variables: where the secrets are
 */
record ApplicationConfig(Map<String, String> properties, Map<String, String> environment) {

    static final String BUCKET = "tf-mirror";
    private static final String CONSOLE_CLIENT = "tf-mirror-console";

    private ApplicationConfig with(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(properties);
        all.putAll(more);
        return new ApplicationConfig(all, environment);
    }

    private ApplicationConfig withEnvironment(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(environment);
        all.putAll(more);
        return new ApplicationConfig(properties, all);
    }

    /** TLS only, on the loopback address only, and the pace of development. */
    static ApplicationConfig of(LocalSettings settings, PemFiles server) {
        return new ApplicationConfig(Map.of(), Map.of())
                .with(Map.of(
                        "quarkus.http.host",
                        "127.0.0.1",
                        "quarkus.http.ssl-port",
                        "" + settings.ports().https(),
                        "quarkus.http.insecure-requests",
                        "disabled",
                        "quarkus.tls.key-store.pem.0.cert",
                        server.certificate().toString(),
                        "quarkus.tls.key-store.pem.0.key",
                        server.key().toString(),
                        "tfmirror.public-url",
                        "https://localhost:" + settings.ports().https(),
                        "tfmirror.processor.polling-interval",
                        "5s",
                        "tfmirror.processor.worker-shutdown",
                        settings.workerShutdown().toSeconds() + "s"));
    }

    ApplicationConfig database(EmbeddedDatabase database) {
        return with(Map.of(
                        "quarkus.datasource.jdbc.url", database.jdbcUrl(),
                        "quarkus.datasource.username", database.username()))
                .withEnvironment(Map.of("QUARKUS_DATASOURCE_PASSWORD", database.password()));
    }

    /** Archives go through the application: the store speaks plain HTTP, and clients trust one server only. */
    ApplicationConfig store(EmbeddedS3 store) {
        return with(Map.of(
                        "quarkus.s3.endpoint-override", store.endpoint().toString(),
                        "quarkus.s3.aws.region", "us-east-1",
                        "quarkus.s3.aws.credentials.type", "static",
                        "quarkus.s3.path-style-access", "true",
                        "tfmirror.storage.bucket", BUCKET,
                        "tfmirror.delivery", "proxy"))
                .withEnvironment(Map.of(
                        "QUARKUS_S3_AWS_CREDENTIALS_STATIC_PROVIDER_ACCESS_KEY_ID", store.accessKey(),
                        "QUARKUS_S3_AWS_CREDENTIALS_STATIC_PROVIDER_SECRET_ACCESS_KEY", store.secretKey()));
    }

    ApplicationConfig tokens(TokenIssuer issuer) {
        return with(Map.of(
                "quarkus.oidc.auth-server-url",
                issuer.issuer().toString(),
                "quarkus.oidc.token.audience",
                TokenIssuer.AUDIENCE));
    }

    /** The console at the issuer's login page; its sessions end with the run. */
    ApplicationConfig console() {
        return with(Map.of("tfmirror.console.client-id", CONSOLE_CLIENT))
                .withEnvironment(
                        Map.of("TFMIRROR_CONSOLE_SESSION_SECRET", Passwords.generate() + Passwords.generate()));
    }

    /** Packs bundles, and imports them again: a mirror trusts its own key. */
    ApplicationConfig bundles(String signingKey) {
        return withEnvironment(Map.of("TFMIRROR_BUNDLE_SIGNING_KEY", signingKey));
    }

    /**
     * The sample registry, with its private address and its own authority, beside the two public registries. What it has and
     * nobody ordered comes when a client asks.
     */
    ApplicationConfig registry(SampleRegistry registry, Path caBundle) {
        // Its name in source addresses may be used, and its real place may have a private address.
        return with(Map.of(
                "tfmirror.origin.allowed-hostnames",
                registry.hostname() + "," + registry.authority() + ",registry.terraform.io,registry.opentofu.org",
                "tfmirror.origin.services.\"" + registry.hostname() + "\"",
                registry.services().toString(),
                "tfmirror.on-demand.allow",
                registry.hostname() + "/*/*",
                "tfmirror.origin.ca-bundle",
                caBundle.toString()));
    }

    /** The local parts are reached directly even where the environment names a proxy for everything else. */
    ApplicationConfig withoutProxyForLoopback(Map<String, String> environment) {
        String named = environment.getOrDefault("NO_PROXY", environment.getOrDefault("no_proxy", ""));
        String all = (named.isBlank() ? "" : named + ",") + "localhost,127.0.0.1";
        return withEnvironment(Map.of("NO_PROXY", all, "no_proxy", all));
    }
}
