package org.tfmirror.local;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A minimal OpenID Connect issuer on 127.0.0.1, for the tests and the local run: discovery, keys, and a token for a user who
 * knows the password. {@code GET /token} with HTTP Basic answers the bare token, for {@code curl -u}; {@code POST /token} is
 * the password grant of RFC 6749. The roles are the {@code groups} claim. Safe for any thread.
 */
public final class TokenIssuer implements AutoCloseable {

    /** The audience that the application asks for. */
    public static final String AUDIENCE = "tf-mirror";

    /** How long a token is good. */
    public static final Duration LIFETIME = Duration.ofHours(1);

    private final TokenSigner signer;
    private final TokenEndpoints endpoints;
    private final Clock clock;
    private final Map<String, User> users;

    private TokenIssuer(TokenSigner signer, Map<String, User> users, int port, Clock clock) throws IOException {
        this.signer = signer;
        this.clock = clock;
        this.users = Map.copyOf(users);
        this.endpoints = TokenEndpoints.bind(port, this, this.users);
    }

    /**
     * Starts an issuer with a new key.
     *
     * @param port the port, or 0 for a free one
     * @throws PortInUseException if something listens on the port
     */
    public static TokenIssuer start(int port, Map<String, User> users) throws IOException {
        return start(port, users, TokenSigner.create(), Clock.systemUTC());
    }

    /**
     * Starts an issuer whose key is kept in {@code keyFile}, so that tokens outlive a restart.
     *
     * @throws PortInUseException if something listens on the port
     */
    public static TokenIssuer start(int port, Map<String, User> users, Path keyFile) throws IOException {
        return start(port, users, TokenSigner.loadOrCreate(keyFile), Clock.systemUTC());
    }

    private static TokenIssuer start(int port, Map<String, User> users, TokenSigner signer, Clock clock)
            throws IOException {
        TokenIssuer issuer = new TokenIssuer(signer, users, port, clock);
        issuer.endpoints.start();
        return issuer;
    }

    /** What {@code quarkus.oidc.auth-server-url} must be: no slash at its end. */
    public URI issuer() {
        return endpoints.uri();
    }

    /** A token that the application must accept. */
    public String token(String user, Set<String> roles) {
        return signer.sign(claims(user, roles, AUDIENCE, clock.instant()));
    }

    /**
     * A token with a good signature whose claims are others than usual.
     *
     * @param changed the claims to add, to replace, or to leave out where the value is null
     */
    public String tokenWith(String user, Set<String> roles, Map<String, ? extends @Nullable Object> changed) {
        Map<String, Object> claims = claims(user, roles, AUDIENCE, clock.instant());
        changed.forEach((name, value) -> {
            if (value == null) {
                claims.remove(name);
            } else {
                claims.put(name, value);
            }
        });
        return signer.sign(claims);
    }

    /** What is signed as a token although it is none. */
    public String signedText(String payload) {
        return signer.sign(
                Map.of("alg", "RS256", "kid", signer.keyId()),
                Base64.getUrlEncoder().withoutPadding().encodeToString(payload.getBytes(StandardCharsets.UTF_8)));
    }

    /** A token whose hour was yesterday. */
    public String expiredToken(String user, Set<String> roles) {
        return signer.sign(claims(user, roles, AUDIENCE, clock.instant().minus(Duration.ofDays(1))));
    }

    /** A token meant for another application. */
    public String tokenForAudience(String audience, String user, Set<String> roles) {
        return signer.sign(claims(user, roles, audience, clock.instant()));
    }

    /** A token from another issuer, signed with this one's key. */
    public String tokenOfIssuer(URI issuer, String user, Set<String> roles) {
        Map<String, Object> claims = claims(user, roles, AUDIENCE, clock.instant());
        claims.put("iss", issuer.toString());
        return signer.sign(claims);
    }

    /** A token in which everything is right but the signature: it names this issuer's key, and another key made it. */
    public String forgedToken(String user, Set<String> roles) {
        return TokenSigner.create().sign(signer.keyId(), claims(user, roles, AUDIENCE, clock.instant()));
    }

    /** A token that says it needs no signature ({@code alg: none}). */
    public String unsignedToken(String user, Set<String> roles) {
        Map<String, Object> claims = claims(user, roles, AUDIENCE, clock.instant());
        return TokenSigner.encode(Map.of("alg", "none", "typ", "JWT")) + "." + TokenSigner.encode(claims) + ".";
    }

    /** A token of a user with their roles. */
    String tokenOf(String user) {
        User known = users.get(user);
        return token(user, known == null ? Set.of() : known.roles());
    }

    /** Says to a client who has logged in. */
    String idToken(String user, String client, String nonce, String session) {
        Map<String, Object> claims = claims(user, Set.of(), client, clock.instant());
        claims.put("typ", "ID");
        claims.put("sid", session);
        claims.put("nonce", nonce);
        return signer.sign(claims);
    }

    /** Stops answering; tokens stay good. Closing twice is fine. */
    @Override
    public void close() {
        endpoints.close();
    }

    Map<String, String> publicKey() {
        return signer.publicKey();
    }

    private Map<String, Object> claims(String user, Set<String> roles, String audience, Instant issuedAt) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", issuer().toString());
        claims.put("sub", user);
        claims.put("aud", audience);
        claims.put("preferred_username", user);
        claims.put("groups", List.copyOf(new TreeSet<>(roles)));
        claims.put("iat", issuedAt.getEpochSecond());
        claims.put("exp", issuedAt.plus(LIFETIME).getEpochSecond());
        claims.put("jti", UUID.randomUUID().toString());
        return claims;
    }

    /**
     * Who may have a token.
     *
     * @param roles such as {@code admin} and {@code viewer}; may be empty
     */
    public record User(String password, Set<String> roles) {

        public User {
            if (password.isEmpty()) {
                throw new IllegalArgumentException("a user without a password would be anyone");
            }
            roles = Set.copyOf(roles);
        }

        @Override
        public String toString() {
            return "User[roles=" + roles + "]"; // the password belongs in no log
        }
    }
}
