package org.tfmirror.origin.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.origin.client.SampleRegistry.PACKAGE;
import static org.tfmirror.origin.client.SampleRegistry.SHASUM;
import static org.tfmirror.origin.client.SampleRegistry.VERSIONS;
import static org.tfmirror.origin.client.SampleRegistry.metadataJson;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.origin.OriginException;
import org.tfmirror.origin.PackageMetadata;

/** Answers that Terraform installs from, however they look; what they lead to is signed and hashed. */
class LenientAnswersTest {

    @TempDir
    Path directory;

    private SampleRegistry registry;

    @BeforeEach
    void start() {
        registry = new SampleRegistry(directory);
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private PackageMetadata metadata() throws OriginException {
        return registry.client().packageMetadata(registry.packageId());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "terraform-provider-demo_v1.2.3_linux_amd64.zip",
                "terraform-provider-demo-v1.2.3-linux-amd64-bin.zip",
                "terraform-provider-other_1.2.3_linux_amd64.zip",
                "terraform-provider-demo_1.2.3+build_linux_amd64.zip",
                "demo.zip",
                "demo@1.2.3(linux).zip"
            })
    void aFilenameIsAnyPlainName(String filename) throws OriginException {
        registry.origin.on(PACKAGE, Reply.json(metadataJson("filename", '"' + filename + '"')));

        assertThat(metadata().filename()).isEqualTo(filename);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "1",
                "{\"linux_amd64\":1}",
                "{\"linux_amd64\":{\"package_size\":0}}",
                "{\"linux_amd64\":{\"package_size\":null}}",
                "{\"linux_amd64\":{\"package_size\":-1}}",
                "{\"linux_amd64\":{\"package_size\":\"12\"}}",
                "{\"linux_amd64\":{\"package_size\":1e3,\"hashes\":{}}}",
                "{\"linux_amd64\":{\"hashes\":[1,null,\"\",\"h9:x\",\"zh:0\"]}}"
            })
    void whatTerraformDoesNotReadLosesNoPackage(String packages) throws OriginException {
        registry.origin.on(PACKAGE, Reply.json(metadataJson("packages", packages)));

        assertThat(metadata().packageSize()).isEmpty();
        assertThat(metadata().hashes()).isEmpty();
    }

    @Test
    void fieldsAreReadInAnyCaseAndTheExactOneFirst() throws OriginException {
        registry.origin.on(
                PACKAGE, Reply.json(metadataJson().replace("\"os\"", "\"OS\"").replace("\"shasum\"", "\"Shasum\"")));
        assertThat(metadata().shasum()).isEqualTo(SHASUM);

        registry.origin.on(
                PACKAGE, Reply.json(metadataJson().replace("{\"protocols\"", "{\"OS\":\"x\",\"protocols\"")));
        assertThat(metadata().shasum()).isEqualTo(SHASUM);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s trailing", "%s{}", "\ufeff%s", " \n%s"})
    void whatIsAroundADocumentIsPassedOver(String around) throws OriginException {
        registry.origin.on(PACKAGE, Reply.json(around.formatted(metadataJson())));

        assertThat(metadata().shasum()).isEqualTo(SHASUM);
    }

    @Test
    void lettersThatAreNoneLoseNoDocument() throws OriginException {
        registry.origin.on(
                PACKAGE, Reply.bytes(metadataJson("motto", "\"\u00e9\"").getBytes(StandardCharsets.ISO_8859_1)));

        assertThat(metadata().shasum()).isEqualTo(SHASUM);
    }

    @Test
    void aBadEntryLosesNoOther() throws OriginException {
        registry.origin.on(VERSIONS, Reply.json("""
                {"versions":["0.9.0", {}, null, {"version":1}, {"version":"1.0.0","platforms":[
                   {"os":"manifest.json","arch":""}, "linux_amd64", null, {"os":"linux"}, {"os":"Linux","arch":"AMD64"}]},
                 {"version":"1.1.0","platforms":[{"os":"manifest.json","arch":""}]},
                 {"version":"1.2.0","platforms":"linux"}, {"version":"1.3.0","platforms":{"a":1}}],
                 "warnings":{}}"""));

        assertThat(registry.client().availableVersions(registry.provider()))
                .extracting(each -> each.version() + " " + each.platforms())
                .containsExactly("1.0.0 [linux_amd64]", "1.1.0 []", "1.2.0 []", "1.3.0 []");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/providers/?x=1#y",
        "/v1/providers/x",
        "v1/../../v1/./providers/",
        "HTTPS://LOCALHOST:PORT/v1/providers/",
        "//localhost:PORT/v1/providers/"
    })
    void aBaseUrlIsReadAsTerraformDoes(String base) throws OriginException {
        registry.origin.on(
                SampleRegistry.DISCOVERY,
                Reply.json("{\"providers.v1\":\"" + base.replace("PORT", "" + registry.origin.port()) + "\"}"));

        assertThat(metadata().shasum()).isEqualTo(SHASUM);
    }
}
