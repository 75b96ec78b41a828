package org.tfmirror.local;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** The provider that the local run mirrors: it needs no internet, and {@code terraform init} installs it. */
record SampleProvider(String hostname) {

    /** The sample registry's name; of a domain that is nobody's (RFC 2606). */
    static final String HOSTNAME = "registry.tfmirror.test";

    static final List<String> VERSIONS = List.of("1.0.0", "1.1.0");

    private static final List<String> PLATFORMS =
            List.of("linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64", "windows_amd64");

    /** Such as {@code registry.tfmirror.test/tfmirror/sample}. */
    String source() {
        return hostname + "/tfmirror/sample";
    }

    void publish(SampleRegistry registry) {
        for (String version : VERSIONS) {
            for (String platform : PLATFORMS) {
                registry.publishSample("tfmirror", "sample", version, platform);
            }
        }
    }

    /** The body of the request that has it mirrored. */
    String jobRequest() {
        return """
                {"providers":[{"source":"%s","versions":[%s],"platforms":[%s]}]}""".formatted(source(), quoted(VERSIONS), quoted(PLATFORMS));
    }

    /** The same for the same request, so that a restart finds the job of the first start. */
    String idempotencyKey() {
        return "local-" + UUID.nameUUIDFromBytes(jobRequest().getBytes(StandardCharsets.UTF_8));
    }

    private static String quoted(List<String> texts) {
        return texts.stream().map(text -> '"' + text + '"').collect(Collectors.joining(","));
    }
}
