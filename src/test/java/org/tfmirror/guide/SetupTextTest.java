package org.tfmirror.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.catalog.view.ServedReleases.Coverage;

/** What a person is told to write. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SetupTextTest {

    private static final String ADDRESS = "https://mirror.corp.test:8443/tf/";

    private static String text(boolean needsToken, long withoutEvidence) {
        PublicUrl url = PublicUrl.of(Optional.of(URI.create(ADDRESS)));
        return Part.plain(new SetupText(url, needsToken, new Coverage(10, withoutEvidence)).parts());
    }

    @Test
    void an_open_mirror_offers_the_registry_first() {
        String text = text(false, 0);

        assertThat(text).contains("""
                    host "registry.terraform.io" {
                      services = {
                        "providers.v1" = "https://mirror.corp.test:8443/tf/v1/registry/registry.terraform.io/providers/"
                        "modules.v1"   = "https://registry.terraform.io/v1/modules/"
                      }
                    }
                """);
        assertThat(text).contains("/v1/registry/registry.opentofu.org/providers/");
        assertThat(text.indexOf("host \"")).isLessThan(text.indexOf("network_mirror {"));
        assertThat(text).doesNotContain("credentials", "lack the documents");
    }

    @Test
    void a_mirror_with_tokens_offers_itself_first_and_leaks_none() {
        String text = text(true, 0);

        assertThat(text.indexOf("network_mirror {")).isLessThan(text.indexOf("host \""));
        assertThat(text).contains("credentials \"mirror.corp.test:8443\" {", "credentials \"registry.terraform.io\" {");
        assertThat(text).doesNotContain("\"modules.v1\"").contains("does not name modules.v1");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void opentofu_is_told_of_all_hashes(boolean needsToken) {
        assertThat(text(needsToken, 0)).contains("OpenTofu 1.12", "trust_all_hashes = true");
    }

    @Test
    void it_says_how_many_packages_lack_evidence() {
        assertThat(text(false, 3)).contains("3 of 10 packages lack the documents");
    }

    @Test
    void a_page_has_the_same_and_nothing_that_runs() {
        PublicUrl url = PublicUrl.of(Optional.of(URI.create(ADDRESS)));

        String page = Part.page(new SetupText(url, false, new Coverage(0, 0)).parts());

        assertThat(page).startsWith("<!DOCTYPE html>").contains("<pre>host \"registry.terraform.io\" {");
        assertThat(page).doesNotContain("<script", "<style", "style=");
        assertThat(Part.page(java.util.List.of(new Part(Part.Kind.CODE, "<&>"))))
                .contains("<pre>&lt;&amp;&gt;</pre>");
    }

    @Test
    void without_an_address_it_is_an_example_and_says_so() {
        PublicUrl url = PublicUrl.of(Optional.empty());

        String text = Part.plain(new SetupText(url, false, new Coverage(0, 0)).parts());

        assertThat(text).contains("tfmirror.public-url", "https://mirror.example.com/v1/providers/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://mirror.test",
                "mirror.test",
                "https:///path",
                "https://user@mirror.test",
                "https://mirror.test/?a=b",
                "https://mirror.test/#a",
                "https://mirror.test/\"x",
                "https://mirror.test/%22"
            })
    void an_address_that_clients_cannot_use_stops_the_start(String address) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PublicUrl.of(Optional.of(URI.create(address.replace("\"", "'")))))
                .withMessageStartingWith("tfmirror.public-url: ");
    }
}
