package org.tfmirror.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.tfmirror.local.TokenIssuer.User;

/** The HTTP side of {@link TokenIssuer}. */
final class TokenEndpoints implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FORM_LIMIT = 8 * 1024;
    private static final String TEXT = "text/plain; charset=utf-8";
    /** Compared with where there is no such user, so that the time of the answer does not tell. */
    private static final String NOBODY = Passwords.generate();

    private final HttpServer server;
    private final ExecutorService executor = Executors.newFixedThreadPool(4, TokenEndpoints::daemon);
    private final TokenIssuer issuer;
    private final Map<String, User> users;
    private final LoginEndpoints logins;

    private TokenEndpoints(HttpServer server, TokenIssuer issuer, Map<String, User> users) {
        this.server = server;
        this.issuer = issuer;
        this.users = users;
        this.logins = new LoginEndpoints(issuer, (user, password) -> isRight(users.get(user), password));
    }

    static TokenEndpoints bind(int port, TokenIssuer issuer, Map<String, User> users) throws IOException {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(LoopbackPort.address(), port), 0);
            return new TokenEndpoints(server, issuer, users);
        } catch (BindException e) {
            throw new PortInUseException("the token issuer", port);
        }
    }

    void start() {
        server.setExecutor(executor);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getResponseHeaders().set("Cache-Control", "no-store");
                answer(exchange);
            }
        });
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        switch (exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath()) {
            case "GET /.well-known/openid-configuration" -> json(exchange, 200, metadata());
            case "GET /jwks" -> json(exchange, 200, Map.of("keys", List.of(issuer.publicKey())));
            case "GET /token" -> tokenForBasic(exchange);
            case "POST /token" -> tokenForForm(exchange);
            case "GET /authorize" -> reply(exchange, logins.ask(query(exchange)));
            case "POST /authorize" -> reply(exchange, logins.answer(body(exchange)));
            case "GET /logout" -> reply(exchange, logins.logout(query(exchange)));
            default -> send(exchange, 404, TEXT, "not found\n");
        }
    }

    /** OpenID Connect Discovery 1.0, as far as a resource server reads it. */
    private Map<String, Object> metadata() {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("issuer", uri().toString());
        metadata.put("jwks_uri", uri() + "/jwks");
        metadata.put("token_endpoint", uri() + "/token");
        metadata.put("authorization_endpoint", uri() + "/authorize");
        metadata.put("end_session_endpoint", uri() + "/logout");
        metadata.put("grant_types_supported", List.of("password", "authorization_code", "refresh_token"));
        metadata.put("response_types_supported", List.of("token", "code"));
        metadata.put("code_challenge_methods_supported", List.of("S256"));
        metadata.put("subject_types_supported", List.of("public"));
        metadata.put("id_token_signing_alg_values_supported", List.of("RS256"));
        return metadata;
    }

    private void tokenForBasic(HttpExchange exchange) throws IOException {
        Optional<String> token = basicCredentials(exchange).flatMap(c -> authenticate(c.name(), c.password()));
        if (token.isPresent()) {
            send(exchange, 200, TEXT, token.get());
        } else {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"tf-mirror\", charset=\"UTF-8\"");
            send(exchange, 401, TEXT, "wrong user name or password\n");
        }
    }

    private void tokenForForm(HttpExchange exchange) throws IOException {
        Map<String, String> form = body(exchange);
        Optional<Map<String, Object>> tokens;
        switch (form.getOrDefault("grant_type", "")) {
            case "password" ->
                tokens = authenticate(form.getOrDefault("username", ""), form.getOrDefault("password", ""))
                        .map(token -> Map.of(
                                "access_token",
                                token,
                                "token_type",
                                "Bearer",
                                "expires_in",
                                TokenIssuer.LIFETIME.toSeconds()));
            case "authorization_code" -> tokens = logins.redeem(form);
            case "refresh_token" -> tokens = logins.refresh(form);
            default -> {
                json(exchange, 400, Map.of("error", "unsupported_grant_type"));
                return;
            }
        }
        if (tokens.isPresent()) {
            json(exchange, 200, tokens.get());
        } else {
            json(exchange, 401, Map.of("error", "invalid_grant"));
        }
    }

    private Optional<String> authenticate(String name, String password) {
        return isRight(users.get(name), password) ? Optional.of(issuer.tokenOf(name)) : Optional.empty();
    }

    private static boolean isRight(@Nullable User user, String password) {
        String expected = user == null ? NOBODY : user.password();
        boolean right = MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.UTF_8), password.getBytes(StandardCharsets.UTF_8));
        return right && user != null;
    }

    private static Map<String, String> body(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(FORM_LIMIT + 1);
        return body.length > FORM_LIMIT ? Map.of() : form(body);
    }

    private static Map<String, String> query(HttpExchange exchange) {
        String query = exchange.getRequestURI().getRawQuery();
        return query == null ? Map.of() : form(query.getBytes(StandardCharsets.UTF_8));
    }

    private static void reply(HttpExchange exchange, LoginEndpoints.Reply reply) throws IOException {
        String location = reply.location();
        if (location != null) {
            exchange.getResponseHeaders().set("Location", location);
        }
        send(exchange, reply.status(), "text/html; charset=utf-8", reply.body());
    }

    private record Credentials(String name, String password) {}

    /** RFC 7617. */
    private static Optional<Credentials> basicCredentials(HttpExchange exchange) {
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        if (header == null || !header.regionMatches(true, 0, "Basic ", 0, 6)) {
            return Optional.empty();
        }
        try {
            byte[] decoded = Base64.getDecoder().decode(header.substring(6).strip());
            String pair = new String(decoded, StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0
                    ? Optional.empty()
                    : Optional.of(new Credentials(pair.substring(0, colon), pair.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // not base64: no credentials
        }
    }

    private static Map<String, String> form(byte[] body) {
        Map<String, String> form = new HashMap<>();
        for (String pair : new String(body, StandardCharsets.UTF_8).split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                try {
                    form.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
                } catch (IllegalArgumentException e) {
                    return Map.of(); // a broken escape: no form
                }
            }
        }
        return form;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static void json(HttpExchange exchange, int status, Map<String, ?> body) throws IOException {
        send(exchange, status, "application/json", JSON.writeValueAsString(body));
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "token-issuer");
        thread.setDaemon(true);
        return thread;
    }
}
