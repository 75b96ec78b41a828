package org.tfmirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.local.Fault;
import org.tfmirror.local.SamplePackages;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.MirrorStack;
import org.tfmirror.test.PackagedApplication;
import org.tfmirror.test.ReplicaExtension;
import org.tfmirror.test.TerraformCli;
import org.tfmirror.test.TerraformCli.Outcome;

/** The real client is the judge: what it installs from the mirror is what it would install from the origin. */
@EnabledIf(value = "org.tfmirror.test.TerraformCli#isPresent", disabledReason = "terraform is not on the PATH")
class TerraformIT {

    /** Not this machine's. */
    private static final String OTHER_PLATFORM = "plan9_mips";

    @RegisterExtension
    static final ReplicaExtension replicas = new ReplicaExtension();

    private static Map<String, PackagedApplication> mirrors = Map.of();

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        mirrors = replicas.startForEachDelivery(
                setup -> setup.with("quarkus.http.access-log.enabled", "true").tls());
    }

    /**
     * Redirects lead from our https to the store's plain http on the loopback address, and Terraform follows them: it
     * is the hashes that vouch for an archive, not the way it came. Of the hashes it locks h1 only: a mirror's word is
     * not enough for zh, which would need the origin's signature.
     */
    @ParameterizedTest
    @ValueSource(strings = {"proxy", "redirect"})
    void initInstallsFromTheMirrorAndLocksItsHash(String delivery) throws Exception {
        PackageId id = mirrored("init" + delivery);
        PackagedApplication mirror = mirror(delivery);

        Outcome init = terraform().run(module(id), fromMirror(mirror), "init", "-no-color");

        assertThat(init.exitCode()).as(init.output()).isZero();
        assertThat(init.output()).contains("Installed " + id.provider() + " v1.2.0 (verified checksum)");
        assertThat(locked()).contains('"' + hash(mirror, id, "h1:") + '"');
        assertThat(installed(id)).hasBinaryContent(executable(id));
        assertThat(requests(mirror, id)).isNotEmpty().allMatch(request -> request.matches(".*\" (200|307) .*"));
    }

    /** A lock file written against the origin holds against the mirror, for the mirror changes no byte. */
    @Test
    void aLockFileOfTheOriginHoldsAgainstTheMirror() throws Exception {
        PackageId id = mirrored("locked");
        Path module = module(id);
        Outcome direct = terraform().run(module, fromOrigin(), "init", "-no-color");
        assertThat(direct.exitCode()).as(direct.output()).isZero();
        String lock = locked();
        Files.delete(installed(id));

        Outcome init = terraform().run(module, fromMirror(mirror("proxy")), "init", "-no-color", "-lockfile=readonly");

        assertThat(init.exitCode()).as(init.output()).isZero();
        assertThat(requests(mirror("proxy"), id)).anyMatch(request -> request.contains(id.archiveName()));
        assertThat(installed(id)).hasBinaryContent(executable(id));
        assertThat(locked())
                .isEqualTo(lock)
                .contains('"' + hash(mirror("proxy"), id, "h1:") + '"')
                .contains('"' + hash(mirror("proxy"), id, "zh:") + '"');
    }

    /**
     * The command asks the origin whatever the client's configuration says of mirrors, so that what it writes is the
     * origin's own, made by another program: the same bytes, names and hashes as ours.
     */
    @Test
    void providersMirrorWritesWhatTheMirrorServes() throws Exception {
        PackageId id = mirrored("compared");
        Path target = Files.createDirectory(folder.resolve("written"));

        Outcome mirror = terraform().run(module(id), fromOrigin(), "providers", "mirror", target.toString());

        assertThat(mirror.exitCode()).as(mirror.output()).isZero();
        assertSameAsServed(mirror("proxy"), id, target.resolve(id.provider().toString()));
    }

    /** What the bucket holds is a filesystem mirror: an archive that came through us installs from a directory. */
    @ParameterizedTest
    @ValueSource(strings = {"proxy", "redirect"})
    void anArchiveFetchedFromTheMirrorInstallsFromADirectory(String delivery) throws Exception {
        PackageId id = mirrored("synced" + delivery);
        Path provider = Files.createDirectories(
                folder.resolve("synced").resolve(id.provider().toString()));
        URI archive = mirror(delivery).baseUri().resolve("/v1/providers/" + id.provider() + "/" + id.archiveName());
        HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build()
                .send(
                        HttpRequest.newBuilder(archive).build(),
                        HttpResponse.BodyHandlers.ofFile(provider.resolve(id.archiveName())));

        Outcome init = terraform().run(module(id), """
                        provider_installation {
                          filesystem_mirror { path = "%s" }
                        }
                        """.formatted(folder.resolve("synced")), "init", "-no-color");

        assertThat(init.exitCode()).as(init.output()).isZero();
        assertThat(locked()).contains('"' + hash(mirror(delivery), id, "h1:") + '"');
    }

    /**
     * The client, asking the origin, chooses the very version that the constraint brought first; and asking the mirror,
     * which has nothing but what the constraint brought, it chooses the same.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "latest",
                "~> 1.2",
                "~> 1.2.3",
                ">= 1.0, < 1.10",
                ">= 1.10.0-beta1, != 2.0.0",
                "!= 2.0.0, != 1.10.0",
                "= 2.1.0-rc1, >= 2",
                "> 0.9, <= 1"
            })
    void aConstraintBringsWhatTheClientChooses(String constraint) throws Exception {
        String type = "ranged-" + HexFormat.of().toHexDigits((short) constraint.hashCode());
        PackageId any = null;
        for (String version : List.of(
                "1.0.0", "1.2.0", "1.2.3", "1.2.9", "1.3.0", "1.9.0", "1.10.0", "1.11.0-rc1", "2.0.0", "2.1.0-rc1")) {
            any = replicas.registry().publishSample("acme", type, version, TerraformCli.platform());
        }
        ProviderAddress provider = Objects.requireNonNull(any).provider();
        String version = constraint.equals("latest") ? "" : "version = \"%s\"".formatted(constraint);
        Path module = module(provider, version);

        Outcome direct = terraform().run(module, fromOrigin(), "init", "-no-color");
        assertThat(direct.exitCode()).as(direct.output()).isZero();
        String chosen = lockedVersion();

        AdminApi api = replicas.api(mirror("proxy"));
        JsonPath job = api.awaitEnd(api.submit(provider.toString(), constraint, TerraformCli.platform()));
        assertThat(job.getString("status")).isEqualTo("completed");
        assertThat(job.getString("items[0].version")).isEqualTo(chosen);

        Files.delete(module.resolve(".terraform.lock.hcl"));
        Outcome mirrored = terraform().run(module, fromMirror(mirror("proxy")), "init", "-no-color");
        assertThat(mirrored.exitCode()).as(mirrored.output()).isZero();
        assertThat(lockedVersion()).isEqualTo(chosen);
    }

    /** A client takes the newest version that is listed and never falls back, so it must find its platform there. */
    @Test
    void initWorksWhileAJobBringsANewVersionAndAfterIt() throws Exception {
        PackageId old = mirroredForTwo("slow");
        publishForTwo("slow", "1.1.0");
        PackageId newest = publishForTwo("slow", "1.2.0");
        CountDownLatch released = new CountDownLatch(1);
        AdminApi api = replicas.api(mirror("proxy"));
        replicas.registry().faults().always(replicas.registry().archivePath(newest)::equals, Fault.holdUntil(released));
        try {
            long job = api.submit(old.provider().toString(), "~> 1.0", OTHER_PLATFORM, TerraformCli.platform());
            Awaitility.await()
                    .until(() -> api.get("/v1/providers/" + old.provider() + "/1.2.0.json")
                                    .statusCode()
                            == 200);

            assertThat(initTakes(old)).isEqualTo("1.0.0");

            released.countDown();
            assertThat(api.awaitEnd(job).getString("status")).isEqualTo("completed");
            assertThat(initTakes(old)).isEqualTo("1.2.0");
        } finally {
            released.countDown();
            replicas.registry().faults().clear();
        }
    }

    @Test
    void initWorksWhereAPlatformOfTheNewestVersionFailed() throws Exception {
        PackageId old = mirroredForTwo("listed404");
        PackageId newest = publishForTwo("listed404", "1.1.0");
        AdminApi api = replicas.api(mirror("proxy"));
        replicas.registry().faults().always(replicas.registry().metadataPath(newest)::equals, Fault.status(404));
        long job = api.submit(old.provider().toString(), "~> 1.0", OTHER_PLATFORM, TerraformCli.platform());
        assertThat(api.awaitEnd(job).getString("status")).isEqualTo("failed");

        assertThat(initTakes(old)).isEqualTo("1.0.0");

        replicas.registry().faults().clear();
        api.request().post("/admin/api/jobs/" + job + "/retry").then().statusCode(200);
        assertThat(api.awaitEnd(job).getString("status")).isEqualTo("completed");
        assertThat(initTakes(old)).isEqualTo("1.1.0");
    }

    /** What a client without a lock file installs. */
    private String initTakes(PackageId any) throws Exception {
        Path module = module(any.provider(), "version = \"~> 1.0\"");
        Files.deleteIfExists(module.resolve(".terraform.lock.hcl"));
        Outcome init = terraform().run(module, fromMirror(mirror("proxy")), "init", "-no-color");
        assertThat(init.exitCode()).as(init.output()).isZero();
        return lockedVersion();
    }

    private static PackageId mirroredForTwo(String type) {
        PackageId id = publishForTwo(type, "1.0.0");
        AdminApi api = replicas.api(mirror("proxy"));
        long job = api.submit(id.provider().toString(), "1.0.0", OTHER_PLATFORM, TerraformCli.platform());
        assertThat(api.awaitEnd(job).getString("status")).isEqualTo("completed");
        return id;
    }

    /** The package for this machine. */
    private static PackageId publishForTwo(String type, String version) {
        replicas.registry().publishSample("acme", type, version, OTHER_PLATFORM);
        return replicas.registry().publishSample("acme", type, version, TerraformCli.platform());
    }

    private String lockedVersion() throws IOException {
        Matcher version = Pattern.compile("(?m)^  version += \"([^\"]+)\"").matcher(locked());
        assertThat(version.find()).as(locked()).isTrue();
        return version.group(1);
    }

    private static void assertSameAsServed(PackagedApplication mirror, PackageId id, Path written) throws IOException {
        assertThat(written.resolve(id.archiveName())).hasBinaryContent(SamplePackages.small(id));
        JsonPath index = JsonPath.from(written.resolve("index.json").toFile());
        assertThat(index.getMap("versions").keySet())
                .isEqualTo(served(mirror, id, "index.json").getMap("versions").keySet());
        JsonPath theirs = JsonPath.from(written.resolve("1.2.0.json").toFile());
        JsonPath ours = served(mirror, id, "1.2.0.json");
        String archive = "archives." + id.platform();
        assertThat(ours.getMap("archives").keySet())
                .isEqualTo(theirs.getMap("archives").keySet());
        assertThat(ours.getList(archive + ".hashes", String.class))
                .containsAll(theirs.getList(archive + ".hashes", String.class));
        assertThat(ours.getString(archive + ".url")).isEqualTo(theirs.getString(archive + ".url"));
    }

    private static PackagedApplication mirror(String delivery) {
        return Objects.requireNonNull(mirrors.get(delivery));
    }

    /** A package that the mirror has. */
    private static PackageId mirrored(String type) {
        PackageId id = replicas.registry().publishSample("acme", type, "1.2.0", TerraformCli.platform());
        AdminApi api = replicas.api(mirror("proxy"));
        assertThat(api.awaitEnd(api.submit(id)).getString("status")).isEqualTo("completed");
        return id;
    }

    /** What the client asked of the mirror about this provider, one line each. */
    private static List<String> requests(PackagedApplication mirror, PackageId id) throws IOException {
        return mirror.log()
                .lines()
                .filter(line -> line.contains(" /v1/providers/" + id.provider() + "/"))
                .toList();
    }

    private String locked() throws IOException {
        return Files.readString(folder.resolve("module").resolve(".terraform.lock.hcl"));
    }

    private Path installed(PackageId id) {
        return folder.resolve("module")
                .resolve(".terraform/providers")
                .resolve(id.provider().toString())
                .resolve(id.version().toString())
                .resolve(id.platform().toString())
                .resolve(SamplePackages.executableName(id));
    }

    private static byte[] executable(PackageId id) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(SamplePackages.small(id)))) {
            ZipEntry entry = zip.getNextEntry();
            while (entry != null && !entry.getName().equals(SamplePackages.executableName(id))) {
                entry = zip.getNextEntry();
            }
            return zip.readAllBytes();
        }
    }

    private static JsonPath served(PackagedApplication mirror, PackageId id, String document) {
        return replicas.api(mirror)
                .get("/v1/providers/" + id.provider() + "/" + document)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static String hash(PackagedApplication mirror, PackageId id, String scheme) {
        return served(mirror, id, id.version() + ".json")
                .getList("archives." + id.platform() + ".hashes", String.class)
                .stream()
                .filter(hash -> hash.startsWith(scheme))
                .findFirst()
                .orElseThrow();
    }

    private TerraformCli terraform() throws IOException {
        return new TerraformCli(
                Files.createTempDirectory(folder, "home-"), replicas.stack().caBundle());
    }

    private Path module(PackageId id) throws IOException {
        return module(id.provider(), "");
    }

    private Path module(ProviderAddress provider, String version) throws IOException {
        Path module = Files.createDirectories(folder.resolve("module"));
        Files.writeString(module.resolve("main.tf"), """
                terraform {
                  required_providers {
                    it = {
                      source = "%s"
                      %s
                    }
                  }
                }
                """.formatted(provider, version));
        return module;
    }

    private static String fromMirror(PackagedApplication mirror) {
        return """
                provider_installation {
                  network_mirror { url = "%s/v1/providers/" }
                }
                """.formatted(mirror.tlsUri());
    }

    private static String fromOrigin() {
        return """
                host "%s" { services = { "providers.v1" = "%s" } }
                provider_installation {
                  direct {}
                }
                """.formatted(MirrorStack.ORIGIN, replicas.registry().services());
    }
}
