package org.tfmirror.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.tfmirror.local.LocalSettings.Ports;
import org.tfmirror.local.TokenIssuer.User;

/**
 * One run of TF Mirror with all that it needs on this machine: starts the parts, mirrors the sample provider, and stays up
 * until somebody wants it to end. For one thread.
 */
final class LocalRun {

    private static final String ADMIN = "admin";
    private static final Duration PACE = Duration.ofSeconds(1);

    private final LocalSettings settings;
    private final LocalConsole console;
    private final StopRequest stop;
    private final LocalFiles files;

    LocalRun(LocalSettings settings, LocalConsole console, StopRequest stop) {
        this.settings = settings;
        this.console = console;
        this.stop = stop;
        this.files = new LocalFiles(settings.data());
    }

    /**
     * Returns when somebody wants the run to end and all is stopped.
     *
     * @throws LocalFailureException if it cannot go on; all is stopped then, too
     */
    void run() throws LocalFailureException, IOException, InterruptedException {
        LocalApplication.requirePackaged(settings);
        console.line("TF Mirror, with everything it needs, in " + settings.data());
        FileChannel folder = takeFolder();
        try (RunningParts parts = new RunningParts(console)) {
            LocalApplication.stopLeftover(settings)
                    .ifPresent(pid ->
                            console.line("  the application of an earlier run was still there (process %d): stopped"
                                    .formatted(pid)));
            requireFreePorts();
            start(parts);
        } finally {
            folder.close();
        }
    }

    private FileChannel takeFolder() throws LocalFailureException, IOException {
        try {
            return files.lock();
        } catch (DirectoryInUseException e) {
            throw new LocalFailureException("%s: %s".formatted(e.getMessage(), LocalSettings.option("data")));
        }
    }

    /** PostgreSQL's port is not looked at: the server of an earlier, killed run may have it, and is stopped in its start. */
    private void requireFreePorts() throws LocalFailureException, IOException {
        Ports ports = settings.ports();
        requireFree(ports.https(), "the application", "https-port");
        requireFree(ports.registry(), "the sample registry", "registry-port");
        requireFree(ports.token(), "the token issuer", "token-port");
        requireFree(ports.s3(), "the S3 store", "s3-port");
    }

    private static void requireFree(int port, String part, String option) throws LocalFailureException, IOException {
        try {
            LoopbackPort.requireFree(port, part);
        } catch (PortInUseException e) {
            throw new LocalFailureException("%s: %s".formatted(e.getMessage(), LocalSettings.option(option)));
        }
    }

    private void start(RunningParts parts) throws LocalFailureException, IOException, InterruptedException {
        CertificateAuthority authority = CertificateAuthority.loadOrCreate(files.tls());
        IssuedCertificate certificate = authority.issue("localhost", "127.0.0.1");
        ApplicationConfig config = ApplicationConfig.of(settings, certificate.writePem(files.tls(), "server"))
                .withoutProxyForLoopback(System.getenv());

        console.line("Starting; Ctrl-C stops it");
        EmbeddedDatabase database = startDatabase(parts);
        if (stop.isRequested()) {
            return;
        }
        EmbeddedS3 store = startStore(parts);
        if (stop.isRequested()) {
            return;
        }
        String password = files.readOrMakeAdminPassword();
        TokenIssuer issuer = startIssuer(parts, password);
        SampleRegistry registry = startRegistry(parts, authority, certificate);
        SampleProvider sample = new SampleProvider(registry.hostname());
        sample.publish(registry);

        config = config.database(database)
                .store(store)
                .tokens(issuer)
                .console()
                .bundles(BundleKey.loadOrCreate(files.bundleKey()))
                .registry(registry, files.authority());
        LocalApplication application = parts.add("application", LocalApplication.start(settings, config));
        AdminClient admin = new AdminClient(client(authority), base(), issuer.issuer(), ADMIN, password);
        application.awaitReady(admin, stop);
        if (stop.isRequested()) {
            return;
        }
        console.part("application", "%s, its log %s".formatted(base(), LocalApplication.log(settings)));
        serve(sample, admin, application);
    }

    private void serve(SampleProvider sample, AdminClient admin, LocalApplication application)
            throws LocalFailureException, IOException, InterruptedException {
        new SampleMirroring(sample, admin, console, stop).run();
        if (stop.isRequested()) {
            return;
        }
        Instructions instructions = new Instructions(settings, files, sample);
        instructions.writeTrial();
        console.line(instructions.text());
        while (!stop.await(PACE)) {
            application.requireAlive();
        }
    }

    private EmbeddedDatabase startDatabase(RunningParts parts) throws IOException {
        EmbeddedDatabase database = parts.add(
                "PostgreSQL",
                EmbeddedDatabase.start(files.database(), settings.ports().database()));
        console.part("PostgreSQL", database.jdbcUrl());
        return database;
    }

    private EmbeddedS3 startStore(RunningParts parts) {
        EmbeddedS3 store = parts.add(
                "S3 store",
                EmbeddedS3.start(
                        settings.s3proxyJar(),
                        files.store(),
                        settings.ports().s3(),
                        Passwords.generate(),
                        Passwords.generate()));
        store.createBucket(ApplicationConfig.BUCKET);
        console.part("S3 store", "%s, bucket %s".formatted(store.endpoint(), ApplicationConfig.BUCKET));
        return store;
    }

    private TokenIssuer startIssuer(RunningParts parts, String password) throws IOException {
        Map<String, User> users = Map.of(ADMIN, new User(password, Set.of("admin", "viewer")));
        TokenIssuer issuer =
                parts.add("token issuer", TokenIssuer.start(settings.ports().token(), users, files.tokenKey()));
        console.part("token issuer", issuer.issuer());
        return issuer;
    }

    private SampleRegistry startRegistry(
            RunningParts parts, CertificateAuthority authority, IssuedCertificate certificate) throws IOException {
        SampleRegistry registry = parts.add(
                "sample registry",
                SampleRegistry.start(
                        settings.ports().registry(),
                        authority.serverContext(certificate),
                        PackageSigner.loadOrCreate(files.signingKey()),
                        SampleProvider.HOSTNAME));
        console.part("sample registry", "https://" + registry.authority() + ", which is " + registry.hostname());
        return registry;
    }

    private URI base() {
        return URI.create("https://localhost:" + settings.ports().https());
    }

    private static HttpClient client(CertificateAuthority authority) {
        return HttpClient.newBuilder()
                .sslContext(authority.clientContext())
                .proxy(HttpClient.Builder.NO_PROXY)
                .build();
    }
}
