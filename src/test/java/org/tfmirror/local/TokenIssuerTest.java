package org.tfmirror.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.local.TokenIssuer.User;

/** Tokens are judged by jose4j, the library with which Quarkus verifies them. */
class TokenIssuerTest {

    private static final Set<String> ADMIN = Set.of("admin");
    private static final String PASSWORD = "correct: horse +&=%";
    private static final Map<String, User> USERS = Map.of("alice", new User(PASSWORD, ADMIN));

    private final HttpClient client = HttpClient.newHttpClient();
    private TokenIssuer issuer;

    @TempDir
    Path folder;

    /** Where the key is kept that the tests share, as making one takes longer than any of them. */
    @TempDir
    static Path keys;

    @BeforeEach
    void start() throws IOException {
        issuer = TokenIssuer.start(0, USERS, keys.resolve("key.pem"));
    }

    @AfterEach
    void stop() {
        issuer.close();
    }

    @Test
    void theRightPasswordEarnsATokenThatVerifies() throws Exception {
        HttpResponse<String> response = get("/token", basic("alice:" + PASSWORD));

        assertThat(response.statusCode()).isEqualTo(200);
        JwtClaims claims = verify(response.body());
        assertThat(claims.getSubject()).isEqualTo("alice");
        assertThat(claims.getStringClaimValue("preferred_username")).isEqualTo("alice");
        assertThat(claims.getStringListClaimValue("groups")).containsExactly("admin");
        assertThat(claims.getExpirationTime().getValue() - claims.getIssuedAt().getValue())
                .isEqualTo(3600);
    }

    @Test
    void thePasswordGrantEarnsOneToo() throws Exception {
        HttpResponse<String> response =
                post("grant_type=password&username=alice&password=correct%3A+horse+%2B%26%3D%25");

        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode answer = new ObjectMapper().readTree(response.body());
        assertThat(answer.get("token_type").asText()).isEqualTo("Bearer");
        assertThat(answer.get("expires_in").asLong()).isEqualTo(3600);
        assertThat(verify(answer.get("access_token").asText()).getSubject()).isEqualTo("alice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice:wrong", "alice:", "alice", "bob:correct: horse +&=%", ":", ""})
    void wrongCredentialsEarnNothing(String credentials) throws Exception {
        HttpResponse<String> response = get("/token", basic(credentials));

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("WWW-Authenticate"))
                .hasValueSatisfying(value -> assertThat(value).startsWith("Basic "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic ***", "Basic", "Bearer abc", "Digest x"})
    void anotherKindOfCredentialsEarnsNothing(String header) throws Exception {
        assertThat(get("/token", header).statusCode()).isEqualTo(401);
    }

    @Test
    void theGrantRefusesWhatItDoesNotKnow() throws Exception {
        assertThat(post("grant_type=password&username=alice&password=wrong").statusCode())
                .isEqualTo(401);
        assertThat(post("grant_type=password").statusCode()).isEqualTo(401);
        assertThat(post("grant_type=client_credentials").statusCode()).isEqualTo(400);
        assertThat(post("grant_type=%zz").statusCode()).isEqualTo(400);
        assertThat(post("grant_type=password&username=" + "a".repeat(9000)).statusCode())
                .isEqualTo(400);
        assertThat(get("/elsewhere", "").statusCode()).isEqualTo(404);
    }

    @Test
    void discoveryNamesTheIssuerAndItsKeys() throws Exception {
        JsonNode metadata = new ObjectMapper()
                .readTree(get("/.well-known/openid-configuration", "").body());

        assertThat(metadata.get("issuer").asText()).isEqualTo(issuer.issuer().toString());
        assertThat(metadata.get("token_endpoint").asText()).isEqualTo(issuer.issuer() + "/token");
        assertThat(metadata.get("jwks_uri").asText()).isEqualTo(issuer.issuer() + "/jwks");
        assertThat(get("/jwks", "").body()).as("public parts only").doesNotContain("\"d\"", "\"p\"");
    }

    @Test
    void theBadTokensForTestsAreEachBadInTheirOwnWay() throws Exception {
        verify(issuer.token("alice", ADMIN));
        assertThatThrownBy(() -> verify(issuer.expiredToken("alice", ADMIN))).hasMessageContaining("no longer valid");
        assertThatThrownBy(() -> verify(issuer.tokenForAudience("other", "alice", ADMIN)))
                .hasMessageContaining("Audience");
        assertThatThrownBy(() -> verify(issuer.tokenOfIssuer(URI.create("http://other"), "alice", ADMIN)))
                .hasMessageContaining("Issuer");
        assertThatThrownBy(() -> verify(issuer.forgedToken("alice", ADMIN))).hasMessageContaining("invalid signature");
        assertThatThrownBy(() -> verify(issuer.unsignedToken("alice", ADMIN))).isInstanceOf(InvalidJwtException.class);
    }

    @Test
    void tokensOutliveARestartWhereTheKeyIsKept() throws Exception {
        Path keyFile = folder.resolve("keys").resolve("token-key.pem");
        String token;
        try (TokenIssuer before = TokenIssuer.start(0, USERS, keyFile)) {
            token = before.token("alice", ADMIN);
        }
        try (TokenIssuer after = TokenIssuer.start(0, USERS, keyFile)) {
            JwtConsumerBuilder signatureOnly = new JwtConsumerBuilder()
                    .setVerificationKeyResolver(keysOf(after))
                    .setSkipDefaultAudienceValidation();
            assertThat(signatureOnly.build().processToClaims(token).getSubject())
                    .isEqualTo("alice");
        }
        Files.writeString(keyFile, "nothing");
        assertThatThrownBy(() -> TokenIssuer.start(0, USERS, keyFile)).hasMessageContaining(keyFile.toString());
    }

    @Test
    void aPortInUseIsRefusedByNumber() {
        int port = issuer.issuer().getPort();

        assertThatThrownBy(() -> TokenIssuer.start(port, USERS))
                .isInstanceOf(PortInUseException.class)
                .hasMessageContaining(String.valueOf(port));
    }

    @Test
    void aUserHasAPasswordAndNoLogShowsIt() {
        assertThatThrownBy(() -> new User("", ADMIN)).isInstanceOf(IllegalArgumentException.class);
        assertThat(new User(PASSWORD, ADMIN).toString()).doesNotContain(PASSWORD);
    }

    private JwtClaims verify(String token) throws Exception {
        return new JwtConsumerBuilder()
                .setVerificationKeyResolver(keysOf(issuer))
                .setExpectedIssuer(issuer.issuer().toString())
                .setExpectedAudience(TokenIssuer.AUDIENCE)
                .setRequireExpirationTime()
                .setRequireSubject()
                .build()
                .processToClaims(token);
    }

    private JwksVerificationKeyResolver keysOf(TokenIssuer of) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(of.issuer() + "/jwks")).build();
        String keys = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        return new JwksVerificationKeyResolver(new JsonWebKeySet(keys).getJsonWebKeys());
    }

    private HttpResponse<String> get(String path, String authorization) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(issuer.issuer() + path));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String form) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(issuer.issuer() + "/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static String basic(String credentials) {
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }
}
