package org.tfmirror.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/**
 * An origin registry on 127.0.0.1 that speaks the provider registry protocol over TLS. It offers what is published to it,
 * answers ranges and HEAD on archives, remembers every request, and fails on demand. Thread-safe.
 */
public final class SampleRegistry implements AutoCloseable {

    private static final int THREADS = 64;

    private final HttpsServer server;
    private final ExecutorService threads;
    private final PublishedPackages published = new PublishedPackages();
    private final FaultPlan faults = new FaultPlan();
    private final Queue<RecordedRequest> requests = new ConcurrentLinkedQueue<>();
    private final Map<String, LongAdder> sentBytes = new ConcurrentHashMap<>();
    private final RegistryRoutes routes;

    private final String hostname;

    private SampleRegistry(HttpsServer server, ExecutorService threads, PackageSigner signer, String hostname) {
        this.server = server;
        this.threads = threads;
        this.hostname = hostname;
        this.routes = new RegistryRoutes(hostname(), published, signer);
    }

    /**
     * Starts a registry that offers nothing yet.
     *
     * @param port the port, or 0 for a free one
     * @param serverContext with a certificate for {@code localhost}
     * @throws PortInUseException if something listens on the port
     */
    public static SampleRegistry start(int port, SSLContext serverContext, PackageSigner signer) throws IOException {
        return start(port, serverContext, signer, "");
    }

    /**
     * As {@link #start(int, SSLContext, PackageSigner)}, under a hostname of its own in source addresses, which clients
     * have to be told to look for at {@link #services()}. Terraform and OpenTofu cannot install from any mirror what
     * has a port in its hostname, for they join it to the mirror's URL as a relative reference.
     */
    public static SampleRegistry start(int port, SSLContext serverContext, PackageSigner signer, String hostname)
            throws IOException {
        if (port != 0) {
            LoopbackPort.requireFree(port, "the sample registry");
        }
        HttpsServer server = HttpsServer.create(new InetSocketAddress(LoopbackPort.address(), port), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(serverContext));
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), SampleRegistry::daemon);
        threads.allowCoreThreadTimeOut(true);
        server.setExecutor(threads);
        SampleRegistry registry = new SampleRegistry(server, threads, signer, hostname);
        server.createContext("/", registry::handle);
        server.start();
        return registry;
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "sample-registry");
        thread.setDaemon(true);
        return thread;
    }

    /** The hostname in source addresses: the one it was given, or {@code localhost:PORT}. */
    public String hostname() {
        return hostname.isEmpty() ? authority() : hostname;
    }

    /** Where it really is, {@code localhost:PORT}. */
    public String authority() {
        return "localhost:" + port();
    }

    /** The base URL of its provider registry, for clients that are not to discover it. */
    public URI services() {
        return URI.create("https://" + authority() + "/v1/providers/");
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** Offers a package; one of the same name is replaced, and its former bytes are offered no more. */
    public PackageId publish(String namespace, String type, String version, String platform, byte[] archive) {
        return publish(id(namespace, type, version, platform), ArchiveContent.of(archive));
    }

    /** Offers a package whose archive is this file, which must stay as it is. */
    public PackageId publish(String namespace, String type, String version, String platform, Path archive)
            throws IOException {
        return publish(id(namespace, type, version, platform), ArchiveContent.of(archive));
    }

    /** Offers a small installable package, see {@link SamplePackages#small}. */
    public PackageId publishSample(String namespace, String type, String version, String platform) {
        PackageId id = id(namespace, type, version, platform);
        return publish(id, ArchiveContent.of(SamplePackages.small(id)));
    }

    private PackageId publish(PackageId id, ArchiveContent archive) {
        published.put(id, archive);
        return id;
    }

    private PackageId id(String namespace, String type, String version, String platform) {
        return new PackageId(
                new ProviderAddress(hostname(), namespace, type),
                ProviderVersion.parse(version),
                Platform.parse(platform));
    }

    /** The bytes of the SHA256SUMS document that covers the package. */
    public byte[] shasums(PackageId id) {
        return published.shasums(id.provider(), id.version()).getBytes(StandardCharsets.UTF_8);
    }

    /** The path of the package's archive, as faults and counters know it. */
    public String archivePath(PackageId id) {
        return RegistryRoutes.archivePath(id);
    }

    /** The path of the package's metadata, as faults and counters know it. */
    public String metadataPath(PackageId id) {
        return RegistryRoutes.metadataPath(id);
    }

    /** What is to go wrong. */
    public FaultPlan faults() {
        return faults;
    }

    /** Every request so far, oldest first. */
    public List<RecordedRequest> requests() {
        return List.copyOf(requests);
    }

    /** How many requests so far were for a path of this kind. */
    public long requestCount(Predicate<String> path) {
        return requests.stream().filter(each -> path.test(each.path())).count();
    }

    /** How many bytes of bodies left from this path so far, to all clients together. */
    public long sentBytes(String path) {
        LongAdder sent = sentBytes.get(path);
        return sent == null ? 0 : sent.sum();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            RecordedRequest request = RecordedRequest.of(exchange);
            requests.add(request);
            boolean read = request.method().equals("GET") || request.method().equals("HEAD");
            RegistryReply regular = read
                    ? routes.answer(request.path())
                    : RegistryReply.of(405, "text/plain", "this registry is only read");
            RegistryReply reply = faults.apply(request.path(), regular);
            LongAdder sent = sentBytes.computeIfAbsent(request.path(), path -> new LongAdder());
            new ReplyWriter(exchange, sent).write(reply);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the registry closes, and so does the connection
        }
    }

    /** Stops at once: connections break, and what is held or stalled ends. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
