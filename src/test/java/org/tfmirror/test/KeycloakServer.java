package org.tfmirror.test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tfmirror.local.Passwords;

/**
 * A real Keycloak in a process of its own, with the realm {@code tf-mirror}: {@code alice} is an admin, {@code victor} a viewer,
 * {@code norman} has no role. Their passwords are made anew each time. It works in a copy of the distribution, which Keycloak
 * rebuilds at its start, and keeps its data in memory.
 */
public final class KeycloakServer implements AutoCloseable {

    private static final String REALM = "tf-mirror";
    /** As docker/compose.yaml imports it; Keycloak fills in the passwords from the environment. */
    private static final Path REALM_FILE = Path.of("docker", "keycloak", "tf-mirror-realm.json");

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration POLL = Duration.ofMillis(250);

    private final Path home;
    private final Process process;
    private final int port;
    private final Map<String, String> passwords;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private KeycloakServer(Path home, Process process, int port, Map<String, String> passwords) {
        this.home = home;
        this.process = process;
        this.port = port;
        this.passwords = passwords;
    }

    /** Starts the distribution that the system property {@code test.tfmirror.keycloak-home} names, and waits until it is ready. */
    public static KeycloakServer start() throws IOException, InterruptedException {
        String distribution = System.getProperty("test.tfmirror.keycloak-home");
        return start(Path.of(Objects.requireNonNull(distribution, "test.tfmirror.keycloak-home is not set")));
    }

    static KeycloakServer start(Path distribution) throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("tfmirror-keycloak-");
        copy(distribution, home);
        Map<String, String> passwords = Stream.of("alice", "victor", "norman")
                .collect(Collectors.toUnmodifiableMap(user -> user, user -> Passwords.generate()));
        Path imports = Files.createDirectories(home.resolve("data").resolve("import"));
        Files.writeString(imports.resolve(REALM + "-realm.json"), realmWithMoreClients());
        int port = freePort();
        KeycloakServer server = new KeycloakServer(home, fork(home, port, passwords), port, passwords);
        try {
            server.awaitReady();
            return server;
        } catch (IOException | InterruptedException e) {
            server.close();
            throw e;
        }
    }

    /**
     * The realm as it is delivered, and two clients beside its own: each differs from that in one thing. The console's may
     * be on any port of this machine, and its tokens last two seconds.
     */
    private static String realmWithMoreClients() throws IOException {
        ObjectMapper json = new ObjectMapper();
        JsonNode realm = json.readTree(Files.readString(REALM_FILE));
        ArrayNode clients = (ArrayNode) realm.path("clients");
        ObjectNode brief = clients.path(0).deepCopy();
        brief.put("clientId", "tf-mirror-brief").putObject("attributes").put("access.token.lifespan", "1");
        ObjectNode another = clients.path(0).deepCopy();
        another.put("clientId", "another").remove("protocolMappers");
        ObjectNode console = (ObjectNode) clients.path(1);
        console.putArray("redirectUris").add("http://127.0.0.1/*").add("http://127.0.0.1:*");
        ((ObjectNode) console.path("attributes")).put("access.token.lifespan", "2");
        clients.add(brief).add(another);
        return json.writeValueAsString(realm);
    }

    /** What {@code quarkus.oidc.auth-server-url} must be. */
    public URI issuer() {
        return URI.create("http://127.0.0.1:%d/realms/%s".formatted(port, REALM));
    }

    /** With which one of the three users logs in. */
    public String password(String user) {
        return Objects.requireNonNull(passwords.get(user), user);
    }

    /** An access token of one of the three users, from the password grant of the client {@code tf-mirror}. */
    public String token(String user) throws IOException, InterruptedException {
        return token("tf-mirror", user);
    }

    /** The same of a client {@code tf-mirror-brief}, whose tokens last a second, or {@code another}, whose are not for us. */
    public String token(String client, String user) throws IOException, InterruptedException {
        return given(client, user, "", "access_token");
    }

    /** An ID token, which says to the client {@code tf-mirror} who somebody is and is for no API. */
    public String idToken(String user) throws IOException, InterruptedException {
        return given("tf-mirror", user, "&scope=openid", "id_token");
    }

    private String given(String client, String user, String scopeParameter, String kind)
            throws IOException, InterruptedException {
        String password = passwords.get(user);
        if (password == null) {
            throw new IllegalArgumentException(user + " is not one of " + passwords.keySet());
        }
        String form = "grant_type=password&client_id=%s&username=%s&password=%s"
                        .formatted(encode(client), encode(user), encode(password))
                + scopeParameter;
        HttpRequest request = HttpRequest.newBuilder(URI.create(issuer() + "/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .timeout(Duration.ofMinutes(1))
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        HttpResponse<String> response = this.client.send(request, HttpResponse.BodyHandlers.ofString());
        JsonNode token = new ObjectMapper().readTree(response.body()).path(kind);
        if (response.statusCode() != 200 || !token.isTextual()) {
            throw new IOException(
                    "Keycloak gave " + user + " no token: " + response.statusCode() + " " + response.body());
        }
        return token.asText();
    }

    /** Kills the server and what it started, and deletes its directory. Closing twice is fine. */
    @Override
    public void close() throws IOException {
        // kc.sh waits for the Java process it started, and would leave it behind.
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(handle -> handle.onExit().orTimeout(30, TimeUnit.SECONDS).join());
        delete(home);
    }

    private void awaitReady() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isReady()) {
            if (process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("Keycloak ended with %d:%n%s".formatted(process.exitValue(), output()));
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("Keycloak was not ready within %s:%n%s".formatted(PATIENCE, output()));
            }
        }
    }

    private boolean isReady() throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(issuer() + "/.well-known/openid-configuration"))
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false; // not listening yet
        }
    }

    private static Process fork(Path home, int port, Map<String, String> passwords) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                home.resolve("bin").resolve("kc.sh").toString(),
                "start-dev",
                "--import-realm",
                "--db=dev-mem",
                "--http-host=127.0.0.1",
                "--http-port=" + port);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx512m");
        builder.environment().keySet().removeIf(name -> name.startsWith("KC_") || name.equals("JAVA_OPTS"));
        passwords.forEach(
                (user, password) -> builder.environment().put(user.toUpperCase(Locale.ROOT) + "_PASSWORD", password));
        return builder.redirectErrorStream(true)
                .redirectOutput(log(home).toFile())
                .start();
    }

    private String output() throws IOException {
        return Files.readString(log(home));
    }

    private static Path log(Path home) {
        return home.resolve("output.log");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> walk = Files.walk(from)) {
            for (Path source : (Iterable<Path>) walk.skip(1)::iterator) {
                Files.copy(source, to.resolve(from.relativize(source).toString()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e) throws IOException {
                if (e != null) {
                    throw e;
                }
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
