package org.tfmirror.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.origin.OriginConfig;
import org.tfmirror.submission.JobRequest.Wish;
import org.tfmirror.test.TestJobLimits;
import org.tfmirror.web.InvalidRequestException;
import org.tfmirror.web.Violation;

/** Which registries may be named where none is listed: any public one, and no address of our own network. */
class JobRequestParserTest {

    private final JobRequestParser parser = parser(Map.of());

    private static JobRequestParser parser(Map<String, String> settings) {
        SmallRyeConfigBuilder config =
                new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(OriginConfig.class);
        settings.forEach(config::withDefaultValue);
        return new JobRequestParser(config.build().getConfigMapping(OriginConfig.class), new TestJobLimits(5_000, 100));
    }

    private static JobRequest requestFor(String source) {
        return new JobRequest(List.of(new Wish(source, List.of("1.0.0"), List.of("linux_amd64"), null, null)), null);
    }

    @Test
    void anyPublicRegistryAndTheDefaultOne() {
        assertThat(parser.parse(requestFor("hashicorp/random"))
                        .packages()
                        .get(0)
                        .provider()
                        .toString())
                .isEqualTo("registry.terraform.io/hashicorp/random");
        assertThat(parser.parse(requestFor("registry.opentofu.org/hashicorp/random"))
                        .packages())
                .hasSize(1);
        assertThat(parser.parse(requestFor("app.terraform.io:443/acme_inc/demo"))
                        .packages()
                        .get(0)
                        .provider()
                        .toString())
                .isEqualTo("app.terraform.io/acme_inc/demo");
    }

    @Test
    void theNewestOfEachConstraint() {
        JobRequest request = new JobRequest(
                List.of(new Wish("hashicorp/aws", List.of("~> 5.0", "4.1.0"), List.of("linux_amd64"), 3, null)), null);

        assertThat(parser.parse(request).constraints()).asString().contains("~> 5.0 (newest 3)");
        assertThat(parser.parse(request).packages()).hasSize(1);
    }

    @Test
    void newestIsACountAndOneOfTwo() {
        JobRequest request = new JobRequest(
                List.of(
                        new Wish("a/b", List.of("~> 5.0"), List.of("linux_amd64"), 0, null),
                        new Wish("a/c", List.of("~> 5.0"), List.of("linux_amd64"), null, -1),
                        new Wish("a/d", List.of("~> 5.0"), List.of("linux_amd64"), 1, 1)),
                null);

        assertThat(catchThrowableOfType(InvalidRequestException.class, () -> parser.parse(request))
                        .violations())
                .extracting(Violation::field)
                .containsExactly(
                        "providers[0].newest", "providers[1].newest_per_minor", "providers[2].newest_per_minor");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost/acme/demo",
                "localhost:8443/acme/demo",
                "registry.localhost/acme/demo",
                "intranet/acme/demo",
                "127.0.0.1/acme/demo",
                "127.1/acme/demo",
                "0x7f000001/acme/demo",
                "1.0x7f/acme/demo",
                "2130706433/acme/demo",
                "169.254.169.254/acme/demo",
                "example.com:8443/acme/demo",
                "example.com:22/acme/demo"
            })
    void noPortAndNoNameOfThisNetwork(String source) {
        InvalidRequestException refusal =
                catchThrowableOfType(InvalidRequestException.class, () -> parser.parse(requestFor(source)));

        assertThat(refusal.violations()).singleElement().satisfies(violation -> {
            assertThat(violation.field()).isEqualTo("providers[0].source");
            assertThat(violation.message()).contains("tfmirror.origin.allowed-hostnames may allow it");
        });
    }

    /** As the client of origins reads it: AddressGuardTest. */
    @ParameterizedTest
    @CsvSource({
        "registry.corp:443, registry.corp/acme/x, true",
        "registry.corp, registry.corp:443/acme/x, true",
        "Registry.Corp, registry.corp/acme/x, true",
        "'registry.corp, other.corp:8443', other.corp:8443/acme/x, true",
        "registry.corp:8443, registry.corp/acme/x, false",
        "registry.corp, registry.corp:8443/acme/x, false",
        "registry.corp:443, acme/x, false",
    })
    void aListAllowsWhatItNamesWithOrWithoutTheStandardPort(String list, String source, boolean allowed) {
        JobRequestParser listed = parser(Map.of("tfmirror.origin.allowed-hostnames", list));

        if (allowed) {
            assertThat(listed.parse(requestFor(source)).packages()).hasSize(1);
        } else {
            assertThatExceptionOfType(InvalidRequestException.class)
                    .isThrownBy(() -> listed.parse(requestFor(source)))
                    .withMessageContaining("allowed-hostnames");
        }
    }
}
