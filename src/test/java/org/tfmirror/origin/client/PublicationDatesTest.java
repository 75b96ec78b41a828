package org.tfmirror.origin.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.origin.OriginException.NotFound;
import org.tfmirror.origin.OriginException.ResponseInvalid;
import org.tfmirror.origin.http.JsonResponse;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/** What registries tell of dates beside the protocol: taken where it can be read, and nothing else. */
class PublicationDatesTest {

    private static final String ALL = "/v2/providers/acme/demo";
    private static final String ONE = "/v1/providers/acme/demo/1.2.3";
    private static final ProviderAddress DEMO = ProviderAddress.parse("registry.terraform.io/acme/demo");
    private static final ProviderVersion VERSION = ProviderVersion.parse("1.2.3");
    private static final Instant DATE = Instant.parse("2021-02-03T04:05:06Z");

    @TempDir
    Path directory;

    private SampleRegistry registry;

    @BeforeEach
    void theRegistryUnderItsRealName() {
        registry = new SampleRegistry(directory);
        registry.configured(Map.of(
                "allowed-hostnames",
                "registry.terraform.io,localhost:" + registry.origin.port(),
                "services.\"registry.terraform.io\"",
                registry.origin.url("/v1/providers/")));
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void oneAnswerTellsAllVersions() throws Exception {
        registry.origin.on(ALL, Reply.json("""
                {"data":{},"included":[
                 {"type":"provider-versions","attributes":{"version":"1.2.3","published-at":"2021-02-03T04:05:06Z"}},
                 {"attributes":{"version":"v1.3","published-at":"2021-02-03T05:05:06+01:00"}}]}"""));

        assertThat(registry.client().publicationDates(DEMO))
                .isEqualTo(Map.of(VERSION, DATE, ProviderVersion.parse("1.3.0"), DATE));
    }

    @Test
    void oneVersionIsAskedForByItsName() throws Exception {
        registry.origin.on(ONE, Reply.json("{\"published_at\":\"2021-02-03T04:05:06Z\"}"));

        assertThat(registry.client().publicationDate(DEMO, VERSION)).contains(DATE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"included\":{}}",
                "{\"included\":[1,null,[],{\"attributes\":[]}]}",
                "{\"included\":[{\"attributes\":{\"version\":7,\"published-at\":\"2021-02-03T04:05:06Z\"}}]}",
                "{\"included\":[{\"attributes\":{\"version\":\"x\",\"published-at\":\"2021-02-03T04:05:06Z\"}}]}",
                "{\"included\":[{\"attributes\":{\"version\":\"1.0.0\",\"published-at\":\"yesterday\"}}]}",
                "{\"included\":[{\"attributes\":{\"version\":\"1.0.0\",\"published-at\":1}}]}",
                "{\"included\":[{\"attributes\":{\"version\":\"1.0.0\",\"published-at\":\"2999-01-01T00:00:00Z\"}}]}",
                "{\"included\":[{\"attributes\":{\"version\":\"1.0.0\",\"published-at\":\"-999999999-01-01T00:00:00Z\"}}]}",
                "{\"included\":[{\"attributes\":{\"version\":\"1.0.0\",\"published-at\":\"+999999999-01-01T00:00:00Z\"}}]}"
            })
    void whatCannotBeReadIsNotThere(String answer) throws Exception {
        registry.origin.on(ALL, Reply.json(answer));

        assertThat(registry.client().publicationDates(DEMO)).isEmpty();
    }

    @Test
    void anAnswerThatIsNoneIsAFault() {
        assertThatThrownBy(() -> registry.client().publicationDates(DEMO)).isInstanceOf(NotFound.class);
        registry.origin.on(ALL, Reply.json("<html>"));
        assertThatThrownBy(() -> registry.client().publicationDates(DEMO)).isInstanceOf(ResponseInvalid.class);
    }

    @Test
    void otherRegistriesAreNotAsked() throws Exception {
        assertThat(registry.client().publicationDates(registry.provider())).isEmpty();
        assertThat(registry.client().publicationDate(registry.provider(), VERSION))
                .isEmpty();
        assertThat(registry.origin.asked(ALL)).isEmpty();
    }

    @Test
    void opentofusListIsRead() throws Exception {
        JsonResponse json =
                JsonResponse.parse(URI.create("https://api.opentofu.org/x"), """
                {"versions":[{"id":"v1.2.3","published":"2021-02-03T04:05:06Z"},{"id":"v2.0.0"},{"id":null}]}""".getBytes(StandardCharsets.UTF_8));

        assertThat(PublicationDates.ofOpenTofu(json, Instant.now())).isEqualTo(Map.of(VERSION, DATE));
    }
}
