package org.tfmirror.delivery.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.delivery.access.MirrorAccessPolicy.SignedQuery;
import org.tfmirror.origin.client.TestConfig;
import org.tfmirror.origin.http.OriginCredentials;
import org.tfmirror.provider.ProviderAddress;

class MirrorAccessPolicyTest {

    private static final String TOKEN = "correct-horse-battery-staple";
    /** printf %s correct-horse-battery-staple | sha256sum */
    private static final String HASH = sha256(TOKEN);

    private static final String OTHER = "ab".repeat(32);
    private static final String KEY = "k".repeat(32);
    private static final String ZIP = "terraform-provider-tool_1.0.0_linux_amd64.zip";
    private static final ProviderAddress TOOL = new ProviderAddress("example.com", "acme", "tool");
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(java.security.MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Config(MirrorAccess access, Optional<Set<String>> tokens, Optional<String> signingKey)
            implements MirrorAccessConfig {
        @Override
        public Duration urlValidity() {
            return Duration.ofMinutes(15);
        }
    }

    private static OriginCredentials logins(String... settings) {
        Map<String, String> all = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        return OriginCredentials.of(TestConfig.of(all), Map.of());
    }

    private static MirrorAccessPolicy access(Instant now, String key, String... hashes) {
        Config config = new Config(MirrorAccess.TOKEN, Optional.of(Set.of(hashes)), Optional.of(key));
        return new AccessBeans().access(config, logins(), Clock.fixed(now, ZoneOffset.UTC));
    }

    private static MirrorAccessPolicy gateAt(Instant now) {
        return access(now, KEY, HASH);
    }

    /** The value of a parameter in a URL. */
    private static String of(String url, String name) {
        return url.replaceAll(".*[?&]" + name + "=([^&]*).*", "$1");
    }

    private static boolean allowsFile(
            MirrorAccessPolicy access,
            ProviderAddress provider,
            String file,
            @Nullable String expires,
            @Nullable String signature) {
        return access.allowsFile(provider, file, new SignedQuery(expires, signature), false);
    }

    private static String urlOf(MirrorAccessPolicy access, ProviderAddress provider, String file) {
        return file + access.queryOf(provider, file, false);
    }

    private static boolean allowsArchive(MirrorAccessPolicy access, String url) {
        return allowsFile(access, TOOL, ZIP, of(url, "expires"), of(url, "signature"));
    }

    @Test
    void eachOfSeveralTokensOpensIt() {
        MirrorAccessPolicy access = access(NOW, KEY, OTHER, HASH.toUpperCase(java.util.Locale.ROOT));

        assertThat(access.allowsDocuments("Bearer " + TOKEN)).isTrue();
        assertThat(access.allowsDocuments("bearer  " + TOKEN)).isTrue();
    }

    @Test
    void aTokenIsKnownByItsNameOrTheFirstDigitsOfItsHash() {
        MirrorAccessPolicy named = access(NOW, KEY, OTHER, "build.farm-1=" + HASH);

        assertThat(named.allowsDocuments("Bearer " + TOKEN)).isTrue();
        assertThat(named.tokenOf("Bearer " + TOKEN)).contains("build.farm-1");
        assertThat(gateAt(NOW).tokenOf("Bearer " + TOKEN)).contains(HASH.substring(0, 8));
        assertThat(named.tokenOf("Bearer wrong")).isEmpty();
        assertThat(named.tokenOf(null)).isEmpty();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                "Bearer wrong",
                "Basic correct-horse-battery-staple",
                "correct-horse-battery-staple",
                "Bearer correct-horse-battery-staple ",
                "Bearer correct-horse-battery-stapl",
                "Bearer abababababababababababababababababababababababababababababababab",
                "Bearer x, Bearer correct-horse-battery-staple"
            })
    void nothingElseOpensIt(@Nullable String authorization) {
        assertThat(access(NOW, KEY, OTHER, HASH).allowsDocuments(authorization)).isFalse();
    }

    @Test
    void anArchivesUrlIsGoodForTheValidityAndNotForTwiceAsLong() {
        String url = urlOf(gateAt(NOW.plusSeconds(7)), TOOL, ZIP);

        assertThat(url).startsWith(ZIP + "?expires=").matches("[0-9A-Za-z._?&=-]+");
        assertThat(allowsArchive(gateAt(NOW), url)).isTrue();
        assertThat(allowsArchive(gateAt(NOW.plusSeconds(7 + 15 * 60)), url)).isTrue();
        assertThat(allowsArchive(gateAt(NOW.plusSeconds(7 + 30 * 60)), url)).isFalse();
    }

    @Test
    void aUrlStaysTheSameForAWhileSoThatItsDocumentDoes() {
        assertThat(urlOf(gateAt(NOW.plusSeconds(899)), TOOL, ZIP)).isEqualTo(urlOf(gateAt(NOW), TOOL, ZIP));
        assertThat(urlOf(gateAt(NOW.plusSeconds(900)), TOOL, ZIP)).isNotEqualTo(urlOf(gateAt(NOW), TOOL, ZIP));
    }

    @Test
    void aUrlIsGoodForItsArchiveOnly() {
        MirrorAccessPolicy access = gateAt(NOW);
        String url = urlOf(access, TOOL, ZIP);
        String expires = of(url, "expires");
        String signature = of(url, "signature");

        assertThat(allowsFile(access, TOOL, ZIP, expires, signature)).isTrue();
        assertThat(allowsFile(access, TOOL, ZIP.replace("1.0.0", "1.0.1"), expires, signature))
                .isFalse();
        assertThat(allowsFile(access, new ProviderAddress("example.com", "acme", "other"), ZIP, expires, signature))
                .isFalse();
        assertThat(allowsFile(access, TOOL, ZIP, expires + "0", signature)).isFalse();
        assertThat(allowsFile(access, TOOL, ZIP, "0" + expires, signature)).isFalse();
        assertThat(allowsFile(access, TOOL, ZIP, "99999999999999999999", signature))
                .isFalse();
        assertThat(allowsFile(access, TOOL, ZIP, expires, signature.substring(1)))
                .isFalse();
        assertThat(allowsFile(access, TOOL, ZIP, expires, "")).isFalse();
        assertThat(allowsFile(access, TOOL, ZIP, null, signature)).isFalse();
        assertThat(allowsFile(access, TOOL, ZIP, expires, null)).isFalse();
    }

    @Test
    void onlyReplicasWithTheSameKeyAgree() {
        String url = urlOf(gateAt(NOW), TOOL, ZIP);

        assertThat(allowsArchive(access(NOW, KEY, OTHER), url)).isTrue();
        assertThat(allowsArchive(access(NOW, "K".repeat(32), HASH), url)).isFalse();
    }

    @Test
    void publicIsOpenAndItsUrlsArePlain() {
        Config config = new Config(MirrorAccess.PUBLIC, Optional.empty(), Optional.empty());
        MirrorAccessPolicy access = new AccessBeans().access(config, logins(), Clock.systemUTC());

        assertThat(access.allowsDocuments(null)).isTrue();
        assertThat(urlOf(access, TOOL, ZIP)).isEqualTo(ZIP);
        assertThat(allowsFile(access, TOOL, ZIP, null, null)).isTrue();
    }

    @Test
    void publicKeepsWhatRequiresATokenForWhomHasIt() {
        Config config = new Config(MirrorAccess.PUBLIC, Optional.of(Set.of(HASH)), Optional.of(KEY));
        MirrorAccessPolicy access = new AccessBeans().access(config, logins(), Clock.fixed(NOW, ZoneOffset.UTC));
        String url = ZIP + access.queryOf(TOOL, ZIP, true);
        SignedQuery signed = new SignedQuery(of(url, "expires"), of(url, "signature"));

        assertThat(access.allowsGuarded(null)).isFalse();
        assertThat(access.allowsGuarded("Bearer " + TOKEN)).isTrue();
        assertThat(access.queryOf(TOOL, ZIP, false)).isEmpty();
        assertThat(access.allowsFile(TOOL, ZIP, new SignedQuery(null, null), true))
                .isFalse();
        assertThat(access.allowsFile(TOOL, ZIP, signed, true)).isTrue();
    }

    @Test
    void publicWithoutTokensGivesThatToNobody() {
        Config config = new Config(MirrorAccess.PUBLIC, Optional.empty(), Optional.empty());
        MirrorAccessPolicy access = new AccessBeans().access(config, logins(), Clock.systemUTC());

        assertThat(access.allowsGuarded("Bearer " + TOKEN)).isFalse();
        assertThat(access.allowsFile(TOOL, ZIP, new SignedQuery("1", "x"), true))
                .isFalse();
    }

    @Test
    void publicAccessWithACredentialDoesNotStart() {
        Config config = new Config(MirrorAccess.PUBLIC, Optional.empty(), Optional.empty());
        String key = "credentials.\"registry.corp.test\"";

        assertThatThrownBy(() -> new AccessBeans().access(config, logins(key, "s3cret"), Clock.systemUTC()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tfmirror.mirror.access")
                .hasMessageContaining("tfmirror.origin." + key)
                .hasMessageContaining("tfmirror.origin.public-hostnames")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void publicAccessStartsWhereTheHostIsDeclaredPublic() {
        Config config = new Config(MirrorAccess.PUBLIC, Optional.empty(), Optional.empty());
        OriginCredentials declared =
                logins("credentials.\"registry.corp.test\"", "s3cret", "public-hostnames", "registry.corp.test");

        assertThat(new AccessBeans().access(config, declared, Clock.systemUTC()).allowsDocuments(null))
                .isTrue();
    }

    @Test
    void tokenAccessStartsWithCredentials() {
        Config config = new Config(MirrorAccess.TOKEN, Optional.of(Set.of(HASH)), Optional.of(KEY));
        OriginCredentials login = logins("credentials.\"registry.corp.test\"", "s3cret");

        assertThat(new AccessBeans().access(config, login, Clock.systemUTC()).allowsDocuments(null))
                .isFalse();
    }

    @Test
    void whatIsMissingOrWrongIsNamedByItsKeyAndNotRepeated() {
        assertRefused("tfmirror.mirror.tokens", Optional.empty(), Optional.of(KEY));
        assertRefused("tfmirror.mirror.tokens", Optional.of(Set.of()), Optional.of(KEY));
        assertRefused("tfmirror.mirror.tokens", Optional.of(Set.of("plain-secret")), Optional.of(KEY));
        assertRefused("tfmirror.mirror.tokens", Optional.of(Set.of("plain-secret=" + "ab")), Optional.of(KEY));
        assertRefused("tfmirror.mirror.signing-key", Optional.of(Set.of(HASH)), Optional.empty());
        assertRefused("tfmirror.mirror.signing-key", Optional.of(Set.of(HASH)), Optional.of("short-secret"));
    }

    private static void assertRefused(String key, Optional<Set<String>> tokens, Optional<String> signingKey) {
        Config config = new Config(MirrorAccess.TOKEN, tokens, signingKey);
        List<String> secrets = List.of("plain-secret", "short-secret", KEY);
        assertThatThrownBy(() -> new AccessBeans().access(config, logins(), Clock.systemUTC()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(key)
                .satisfies(e -> secrets.forEach(secret -> assertThat(e)
                        .hasStackTraceContaining(key)
                        .extracting(Throwable::getMessage)
                        .asString()
                        .doesNotContain(secret)));
    }
}
