package org.tfmirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.MirrorStack;
import org.tfmirror.test.PackagedApplication;
import org.tfmirror.test.ReplicaExtension;
import org.tfmirror.test.TerraformCli;
import org.tfmirror.test.TerraformCli.Outcome;

/** The whole way: a mirror outside that reaches the origin, one inside that reaches nothing, and what is carried between them. */
@EnabledIf(value = "org.tfmirror.test.TerraformCli#isPresent", disabledReason = "terraform is not on the PATH")
class BundleIT {

    private static final String BUNDLES = "/admin/api/bundles";

    @RegisterExtension
    static final ReplicaExtension replicas = new ReplicaExtension();

    private static PackagedApplication outside;
    private static MirrorStack closed;
    private static PackagedApplication inside;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        outside = replicas.start(
                replicas.replica().with("tfmirror.delivery", "proxy").tls());
        closed = MirrorStack.start();
        inside = PackagedApplication.over(closed)
                .with("tfmirror.delivery", "proxy")
                .with("tfmirror.origin.services.\"" + MirrorStack.ORIGIN + "\"", "https://127.0.0.1:1/")
                .tls()
                .start();
    }

    @AfterAll
    static void end() throws IOException {
        inside.close();
        closed.close();
    }

    private static AdminApi api(PackagedApplication mirror) {
        return AdminApi.of(mirror, mirror == outside ? replicas.stack() : closed);
    }

    private PackageId mirrored(String type) {
        PackageId id = replicas.registry().publishSample("acme", type, "1.2.0", TerraformCli.platform());
        assertThat(api(outside).awaitEnd(api(outside).submit(id)).getString("status"))
                .isEqualTo("completed");
        return id;
    }

    private static JsonPath post(PackagedApplication mirror, String path, Map<String, Object> body) {
        return api(mirror)
                .request()
                .contentType("application/json")
                .body(body)
                .post(path)
                .then()
                .statusCode(202)
                .extract()
                .jsonPath();
    }

    private static long ended(PackagedApplication mirror, JsonPath bundle) {
        long id = bundle.getLong("id");
        assertThat(api(mirror).awaitEnd(id).getString("status")).isEqualTo("completed");
        return id;
    }

    private static long export(Map<String, Object> selection) {
        return ended(outside, post(outside, BUNDLES, selection));
    }

    private static void upload(PackagedApplication mirror, String path, byte[] file) {
        api(mirror)
                .request()
                .contentType("application/octet-stream")
                .body(file)
                .put(BUNDLES + "/import/" + path)
                .then()
                .statusCode(200);
    }

    /** Downloads a bundle outside, into a folder of its own. */
    private Path download(long bundle) throws IOException {
        Path target = Files.createDirectories(folder.resolve("bundle" + bundle));
        List<String> files = new java.util.ArrayList<>(List.of("manifest.json", "manifest.json.sig", "README.txt"));
        files.addAll(api(outside).get(BUNDLES + "/" + bundle).jsonPath().getList("parts.name", String.class));
        for (String file : files) {
            Files.write(
                    target.resolve(file),
                    api(outside)
                            .get(BUNDLES + "/" + bundle + "/" + file)
                            .then()
                            .statusCode(200)
                            .extract()
                            .asByteArray());
        }
        return target;
    }

    private static void importing(Path bundle, String name) throws IOException {
        try (var files = Files.list(bundle)) {
            for (Path file : files.toList()) {
                upload(inside, name + "/" + file.getFileName(), Files.readAllBytes(file));
            }
        }
        ended(inside, post(inside, BUNDLES + "/import", Map.of("name", name)));
    }

    @Test
    void initWorksInsideWithTheLockFileFromOutside() throws Exception {
        PackageId id = mirrored("carried");
        Path module = module(id);
        Outcome direct = init(replicas.stack(), module, fromOrigin());
        assertThat(direct.exitCode()).as(direct.output()).isZero();
        importing(download(export(AdminApi.bodyOf(id))), "first");

        Outcome mirror = init(closed, module(id), fromMirror(), "-lockfile=readonly");
        Outcome registry = init(closed, module(id), fromRegistryFace(), "-lockfile=readonly");

        assertThat(mirror.exitCode()).as(mirror.output()).isZero();
        assertThat(registry.exitCode()).as(registry.output()).isZero();
        assertThat(registry.output()).contains("signed by", id.provider().toString());
    }

    @Test
    void aDifferenceByReceiptBringsWhatIsNew() throws Exception {
        PackageId old = mirrored("before");
        importing(download(export(AdminApi.bodyOf(old))), "before");
        PackageId fresh = mirrored("after");
        upload(
                outside,
                "back/receipt.gz",
                api(inside)
                        .get(BUNDLES + "/receipt")
                        .then()
                        .statusCode(200)
                        .extract()
                        .asByteArray());
        Map<String, Object> both = new java.util.HashMap<>(AdminApi.bodyOf(old, fresh));
        both.put("since", List.of("import/back/receipt.gz"));

        Path difference = download(export(both));
        importing(difference, "after");

        assertThat(Files.readString(difference.resolve("manifest.json")))
                .contains("/after\"")
                .doesNotContain("/before\"");
        Outcome init = init(closed, module(fresh), fromMirror());
        assertThat(init.exitCode()).as(init.output()).isZero();
    }

    @Test
    void unpackedItIsAFilesystemMirrorAndCommonToolsCheckIt() throws Exception {
        PackageId id = mirrored("unpacked");
        Path bundle = download(export(AdminApi.bodyOf(id)));
        Files.writeString(
                bundle.resolve("bundle-key.pem"),
                api(outside).get(BUNDLES + "/key").asString());

        run(
                bundle,
                "openssl pkeyutl -verify -pubin -inkey bundle-key.pem -rawin -in manifest.json -sigfile manifest.json.sig");
        run(bundle, "sh -c \"$(grep 'sha256sum -c' README.txt)\"");
        run(bundle, "mkdir providers && tar -xf part-0001.tar -C providers");

        Outcome init = init(closed, module(id), """
                provider_installation {
                  filesystem_mirror { path = "%s" }
                }
                """.formatted(bundle.resolve("providers")));
        assertThat(init.exitCode()).as(init.output()).isZero();
    }

    private static void run(Path folder, String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(command + ": " + output).isZero();
    }

    private Outcome init(MirrorStack stack, Path module, String configuration, String... more) throws Exception {
        List<String> arguments = new java.util.ArrayList<>(List.of("init", "-no-color"));
        arguments.addAll(List.of(more));
        delete(module.resolve(".terraform"));
        return new TerraformCli(Files.createTempDirectory(folder, "home-"), stack.caBundle())
                .run(module, configuration, arguments.toArray(String[]::new));
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (var all = Files.walk(directory)) {
                for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    private Path module(PackageId id) throws IOException {
        Path module =
                Files.createDirectories(folder.resolve("module-" + id.provider().type()));
        Files.writeString(module.resolve("main.tf"), """
                terraform {
                  required_providers {
                    it = {
                      source = "%s"
                    }
                  }
                }
                """.formatted(id.provider()));
        return module;
    }

    private static String fromMirror() {
        return """
                provider_installation {
                  network_mirror { url = "%s/v1/providers/" }
                }
                """.formatted(inside.tlsUri());
    }

    private static String fromRegistryFace() {
        return host("%s/v1/registry/%s/providers/".formatted(inside.tlsUri(), MirrorStack.ORIGIN));
    }

    private static String fromOrigin() {
        return host(replicas.registry().services().toString());
    }

    private static String host(String services) {
        return """
                host "%s" { services = { "providers.v1" = "%s" } }
                provider_installation {
                  direct {}
                }
                """.formatted(MirrorStack.ORIGIN, services);
    }
}
