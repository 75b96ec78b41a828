package org.tfmirror.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tfmirror.bundle.BundleKeys;
import org.tfmirror.bundle.TestBundleKeys;
import org.tfmirror.local.CertificateAuthority;
import org.tfmirror.local.EmbeddedDatabase;
import org.tfmirror.local.EmbeddedS3;
import org.tfmirror.local.PackageSigner;
import org.tfmirror.local.Passwords;
import org.tfmirror.local.SamplePackages;
import org.tfmirror.local.SampleRegistry;
import org.tfmirror.local.TokenIssuer;
import org.tfmirror.local.TokenIssuer.User;
import org.tfmirror.provider.PackageId;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Everything the application stands on, for real: PostgreSQL, an S3 store, an OpenID Connect issuer, and an origin
 * registry that signs with a key made for this run. Started once, and used by every test of this JVM.
 */
public final class MirrorStack implements AutoCloseable {

    /** The bucket's name. */
    public static final String BUCKET = "tf-mirror";

    /** The origin's name in source addresses; Terraform cannot install from a mirror what has a port in its hostname. */
    public static final String ORIGIN = "registry.tfmirror.test";

    private final String password = Passwords.generate();
    private static final String BUNDLE_KEY = TestBundleKeys.pair().signing();

    private final Path directory;
    private final StackServers servers;
    private final boolean ownsServers;
    private final S3Wire s3Wire;
    private final TokenIssuer issuer;
    private final CertificateAuthority authority;
    private final SampleRegistry registry;
    private final SampleRegistry stranger;
    /** Signed once, as each signature takes longer than most requests of a test. */
    private final String adminToken;

    private final String viewerToken;

    private MirrorStack(StackServers servers, boolean ownsServers) throws IOException {
        this.servers = servers;
        this.ownsServers = ownsServers;
        directory = Files.createTempDirectory("tfmirror-stack-");
        s3Wire = new S3Wire(s3().endpoint());
        issuer = TokenIssuer.start(
                0,
                Map.of(
                        "alice", new User(password, Set.of("admin")),
                        "victor", new User(password, Set.of("viewer")),
                        "norman", new User(password, Set.of())));
        adminToken = issuer.token("alice", Set.of("admin"));
        viewerToken = issuer.token("victor", Set.of("viewer"));
        authority = CertificateAuthority.create();
        Files.writeString(caBundle(), authority.certificatePem());
        registry = SampleRegistry.start(
                0,
                authority.serverContext(authority.issue("localhost", "127.0.0.1")),
                PackageSigner.generate(),
                ORIGIN);
        CertificateAuthority unknown = CertificateAuthority.create();
        stranger = SampleRegistry.start(
                0, unknown.serverContext(unknown.issue("localhost")), PackageSigner.generate(), ORIGIN);
    }

    /** Starts everything; it ends when the stack is closed. */
    public static MirrorStack start() {
        return of(StackServers.start(), true);
    }

    /** Empties these servers, which outlive the stack, and starts the rest. */
    static MirrorStack over(StackServers servers) {
        MirrorStack stack = of(servers, false);
        try (S3Client client = stack.s3Client()) {
            servers.empty(client);
        }
        return stack;
    }

    private static MirrorStack of(StackServers servers, boolean ownsServers) {
        try {
            return new MirrorStack(servers, ownsServers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What an application needs to be told to use all of it. */
    public Map<String, String> config() {
        Map<String, String> config = new HashMap<>();
        config.put("quarkus.datasource.jdbc.url", database().jdbcUrl());
        config.put("quarkus.datasource.username", database().username());
        config.put("quarkus.datasource.password", database().password());
        config.put("quarkus.s3.endpoint-override", s3Wire.endpoint().toString());
        config.put("quarkus.s3.aws.region", "us-east-1");
        config.put("quarkus.s3.path-style-access", "true");
        config.put("quarkus.s3.aws.credentials.type", "static");
        config.put("quarkus.s3.aws.credentials.static-provider.access-key-id", s3().accessKey());
        config.put("quarkus.s3.aws.credentials.static-provider.secret-access-key", s3().secretKey());
        config.put("tfmirror.storage.bucket", BUCKET);
        config.put("quarkus.oidc.auth-server-url", issuer.issuer().toString());
        config.put(
                "tfmirror.origin.allowed-hostnames",
                String.join(",", ORIGIN, registry.authority(), discovered(), stranger.authority()));
        config.put(
                "tfmirror.origin.services.\"" + ORIGIN + "\"",
                registry.services().toString());
        config.put("tfmirror.origin.ca-bundle", caBundle().toString());
        config.put("tfmirror.bundle.signing-key", BUNDLE_KEY);
        return config;
    }

    /** What signs this mirror's bundles. */
    public static BundleKeys bundleKeys() {
        return BundleKeys.of(BUNDLE_KEY, List.of());
    }

    public EmbeddedDatabase database() {
        return servers.database();
    }

    public EmbeddedS3 s3() {
        return servers.s3();
    }

    /** The origin under a hostname for which its service has to be discovered. */
    public String discovered() {
        return "127.0.0.1:" + registry.port();
    }

    /** An origin that may be asked, but whose certificate nobody vouches for. */
    public SampleRegistry stranger() {
        return stranger;
    }

    /** Between the application and the store. */
    public S3Wire s3Wire() {
        return s3Wire;
    }

    public TokenIssuer issuer() {
        return issuer;
    }

    public CertificateAuthority authority() {
        return authority;
    }

    /** The origin. */
    public SampleRegistry registry() {
        return registry;
    }

    /** Publishes a package for linux_amd64 of this size, whose archive stays in the folder as {@code TYPE.zip}. */
    public PackageId publishBig(Path folder, String type, long size) throws IOException {
        PackageId id = Packages.of(ORIGIN + "/acme/" + type, "1.0.0", "linux_amd64");
        Path archive = SamplePackages.writeBig(folder.resolve(type + ".zip"), id, size);
        return registry.publish("acme", type, "1.0.0", "linux_amd64", archive);
    }

    /** The certificate authority's certificate, as PEM. */
    public Path caBundle() {
        return directory.resolve("ca.pem");
    }

    /** With which alice, an admin, victor, a viewer, and norman, who has no role, log in. */
    public String password() {
        return password;
    }

    public String adminToken() {
        return adminToken;
    }

    public String viewerToken() {
        return viewerToken;
    }

    /** The keys of the objects that anyone who may read the bucket sees now. */
    public Set<String> visibleKeys() {
        try (S3Client client = s3Client()) {
            return client.listObjectsV2Paginator(list -> list.bucket(BUCKET)).contents().stream()
                    .map(S3Object::key)
                    .collect(Collectors.toSet());
        }
    }

    /** A client of the store; close it. */
    public S3Client s3Client() {
        return S3Client.builder()
                .endpointOverride(s3().endpoint())
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(s3().accessKey(), s3().secretKey())))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }

    /** The rows of a query, each a list of its columns. */
    public List<List<@Nullable Object>> query(String sql, Object... parameters) {
        try (Connection connection = DriverManager.getConnection(
                        database().jdbcUrl(), database().username(), database().password());
                PreparedStatement statement = connection.prepareStatement(sql)) {
            return TestDatabase.rows(statement, parameters);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    @Override
    public void close() throws IOException {
        registry.close();
        stranger.close();
        issuer.close();
        s3Wire.close();
        if (ownsServers) {
            servers.close();
        }
        delete(directory);
    }

    static void delete(Path directory) throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            for (Path each : (Iterable<Path>) walk.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(each);
            }
        }
    }
}
