package org.tfmirror.origin.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.origin.ArchiveStream;
import org.tfmirror.origin.OriginException;
import org.tfmirror.origin.OriginException.Refused;
import org.tfmirror.origin.PackageMetadata;
import org.tfmirror.provider.ProviderAddress;

/** An origin that wants to know who asks. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class OriginLoginTest {

    private static final String TOKEN = "tok-3n-of-the-origin";

    @TempDir
    Path directory;

    private SampleRegistry registry;
    private String key;

    @BeforeEach
    void open() {
        registry = new SampleRegistry(directory);
        key = "credentials.\"localhost:" + registry.origin.port() + "\"";
        registry.configured(Map.of(key, TOKEN));
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void documents_are_asked_for_with_the_token() throws OriginException {
        registry.client().packageMetadata(registry.packageId());

        assertThat(sent(SampleRegistry.DISCOVERY)).containsExactly("Bearer " + TOKEN);
        assertThat(sent(SampleRegistry.PACKAGE)).containsExactly("Bearer " + TOKEN);
    }

    @Test
    void what_signed_urls_give_is_asked_for_without_it() throws OriginException, IOException {
        registry.origin
                .on("/files/SHA256SUMS", Reply.bytes(new byte[1]))
                .on("/files/SHA256SUMS.sig", Reply.bytes(new byte[1]));
        PackageMetadata metadata = registry.client().packageMetadata(registry.packageId());

        registry.client().shasums(metadata);
        try (ArchiveStream archive = registry.client().openArchive(metadata)) {
            assertThat(archive.expectedLength()).isPositive();
        }

        assertThat(registry.origin.asked())
                .filteredOn(request -> request.path().startsWith("/files/"))
                .hasSize(3)
                .allSatisfy(request -> assertThat(request.headers()).doesNotContainKey("Authorization"));
    }

    @Test
    void a_redirect_to_another_host_gets_no_token() {
        reachByBothNames();
        registry.origin
                .on(SampleRegistry.PACKAGE, Reply.redirect(otherName() + "/away"))
                .on("/away", Reply.redirect(registry.origin.url("/back")))
                .on("/back", Reply.status(401));

        assertThatThrownBy(() -> registry.client().packageMetadata(registry.packageId()))
                .isInstanceOf(Refused.class)
                .hasMessageEndingWith("sent without a credential");
        assertThat(sent(SampleRegistry.PACKAGE)).containsExactly("Bearer " + TOKEN);
        assertThat(sent("/away")).containsExactly("none");
        assertThat(sent("/back")).as("once away, it stays away").containsExactly("none");
    }

    @Test
    void a_redirect_on_the_same_host_keeps_it() throws OriginException {
        registry.origin
                .on(SampleRegistry.PACKAGE, Reply.redirect("/moved"))
                .on("/moved", Reply.json(SampleRegistry.metadataJson()));

        registry.client().packageMetadata(registry.packageId());

        assertThat(sent("/moved")).containsExactly("Bearer " + TOKEN);
    }

    @Test
    void a_registry_that_points_at_another_gets_nothing_by_its_token() throws OriginException {
        reachByBothNames();
        registry.origin
                .on(
                        SampleRegistry.DISCOVERY,
                        Reply.json("{\"providers.v1\":\"%s\"}".formatted(registry.origin.url("/v1/providers/"))))
                .on(SampleRegistry.VERSIONS, Reply.json("{\"versions\":[]}"));
        ProviderAddress stranger = ProviderAddress.parse("127.0.0.1:" + registry.origin.port() + "/acme/demo");

        registry.client().availableVersions(stranger);

        assertThat(sent(SampleRegistry.DISCOVERY)).containsExactly("none");
        assertThat(sent(SampleRegistry.VERSIONS)).containsExactly("none");
        assertThat(registry.client().isPrivate(stranger)).isFalse();
        assertThat(registry.client().isPrivate(registry.provider())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void a_refusal_names_the_credential_and_not_the_token(int status) {
        registry.origin.on(SampleRegistry.PACKAGE, Reply.status(status));

        assertThatThrownBy(() -> registry.client().packageMetadata(registry.packageId()))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("status " + status + ", sent with tfmirror.origin." + key)
                .hasMessageNotContaining(TOKEN);
    }

    @Test
    void a_refusal_says_that_there_was_no_credential() {
        registry.configured(Map.of());
        registry.origin.on(SampleRegistry.PACKAGE, Reply.status(401));

        assertThatThrownBy(() -> registry.client().packageMetadata(registry.packageId()))
                .isInstanceOf(Refused.class)
                .hasMessageEndingWith("status 401, sent without a credential");
    }

    private void reachByBothNames() {
        registry.configured(Map.of(
                key, TOKEN, "allowed-hostnames", "localhost:%1$d,127.0.0.1:%1$d".formatted(registry.origin.port())));
    }

    /** The same server under a name that is another host. */
    private String otherName() {
        return "https://127.0.0.1:" + registry.origin.port();
    }

    private List<String> sent(String path) {
        return registry.origin.asked(path).stream()
                .map(request -> request.headers()
                        .getOrDefault("Authorization", List.of("none"))
                        .get(0))
                .toList();
    }
}
