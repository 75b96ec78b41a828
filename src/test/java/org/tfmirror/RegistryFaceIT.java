package org.tfmirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.local.EmbeddedDatabase;
import org.tfmirror.local.Passwords;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Sha256;
import org.tfmirror.storage.MirrorLayout;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.MirrorStack;
import org.tfmirror.test.PackagedApplication;
import org.tfmirror.test.ReplicaExtension;
import org.tfmirror.test.ReplicaSetup;
import org.tfmirror.test.TerraformCli;
import org.tfmirror.test.TerraformCli.Outcome;
import software.amazon.awssdk.core.sync.RequestBody;

/** The real clients are the judges: through the registry face everything is as from the origin, or refused. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class RegistryFaceIT {

    private static final String VERSION = "1.2.0";
    private static final List<String> PLATFORMS =
            Stream.of(TerraformCli.platform(), "windows_amd64", "freebsd_arm64").toList();
    private static final String TOKEN = Passwords.generate();
    private static final String SIGNING_KEY = Passwords.generate() + Passwords.generate();

    @RegisterExtension
    static final ReplicaExtension replicas = new ReplicaExtension();

    private static @Nullable PackagedApplication open;
    private static @Nullable PackagedApplication guarded;
    private static @Nullable EmbeddedDatabase second;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        open = replicas.start(
                replicas.replica().with("tfmirror.delivery", "proxy").tls());
        guarded = replicas.start(guarded(replicas.replica()));
        second = EmbeddedDatabase.startTemporary();
    }

    @AfterAll
    static void stop() throws IOException {
        if (second != null) {
            second.close();
        }
    }

    private static ReplicaSetup guarded(ReplicaSetup setup) {
        return setup.with("tfmirror.mirror.access", "token")
                .with("tfmirror.mirror.tokens", Sha256.hexOf(TOKEN.getBytes(StandardCharsets.US_ASCII)))
                .with("tfmirror.mirror.signing-key", SIGNING_KEY)
                .with("tfmirror.delivery", "proxy")
                .tls();
    }

    private static PackagedApplication open() {
        return Objects.requireNonNull(open);
    }

    private static PackagedApplication guarded() {
        return Objects.requireNonNull(guarded);
    }

    @ParameterizedTest
    @ValueSource(strings = {"terraform", "tofu"})
    void init_checks_the_signature_and_locks_what_the_origin_gives(String program) throws Exception {
        PackageId id = mirrored("init-" + program);
        String direct = lockOf(run(program, id, "direct", atOrigin(), "init"), "direct");

        Outcome init = run(program, id, "ours", at(open()), "init");

        assertThat(init.output())
                .contains("Installed " + id.provider() + " v" + VERSION)
                .contains("key ID");
        assertThat(lockOf(init, "ours")).isEqualTo(direct);
        assertThat(direct.split("zh:", -1)).as("a hash of each platform").hasSize(1 + PLATFORMS.size());

        Files.createDirectories(folder.resolve("readonly"));
        Files.writeString(folder.resolve("readonly/.terraform.lock.hcl"), direct);
        Outcome readonly = run(program, id, "readonly", atMirror(open()), "init", "-lockfile=readonly");

        assertThat(lockOf(readonly, "readonly")).isEqualTo(direct);
    }

    @ParameterizedTest
    @ValueSource(strings = {"terraform", "tofu"})
    void providers_lock_asks_the_registry_and_finds_us(String program) throws Exception {
        PackageId id = mirrored("lock-" + program);
        String[] lock = Stream.concat(
                        Stream.of("providers", "lock"), PLATFORMS.stream().map(platform -> "-platform=" + platform))
                .toArray(String[]::new);

        String direct = lockOf(run(program, id, "direct", atOrigin(), lock), "direct");
        String ours = lockOf(run(program, id, "ours", at(open()), lock), "ours");

        assertThat(ours).isEqualTo(direct);
        assertThat(direct.split("h1:", -1)).hasSize(1 + PLATFORMS.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"terraform", "tofu"})
    void providers_mirror_writes_the_same_from_us(String program) throws Exception {
        PackageId id = mirrored("copy-" + program);
        Path theirs = Files.createDirectories(folder.resolve("theirs"));
        Path ours = Files.createDirectories(folder.resolve("ours"));

        lockOf(run(program, id, "direct", atOrigin(), "providers", "mirror", theirs.toString()), "");
        lockOf(run(program, id, "mirrored", at(open()), "providers", "mirror", ours.toString()), "");

        assertThat(contents(ours)).isEqualTo(contents(theirs)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"terraform", "tofu"})
    void an_archive_that_was_changed_in_the_bucket_is_refused(String program) throws Exception {
        PackageId id = mirrored("tampered-" + program);
        tamper(id);

        Outcome init = run(program, id, "tampered", at(open()), "init");

        assertThat(init.exitCode()).as(init.output()).isNotZero();
        assertThat(init.output()).containsIgnoringCase("checksum");
    }

    @Test
    void a_token_for_the_registrys_name_opens_it() throws Exception {
        PackageId id = mirrored("guarded");

        Outcome with = run("terraform", id, "with", credentials(TOKEN) + at(guarded()), "init");
        Outcome wrong = run("terraform", id, "wrong", credentials(TOKEN + "x") + at(guarded()), "init");
        Outcome without = run("terraform", id, "without", at(guarded()), "init");

        assertThat(with.exitCode()).as(with.output()).isZero();
        assertThat(wrong.exitCode()).as(wrong.output()).isNotZero();
        assertThat(without.exitCode()).as(without.output()).isNotZero();
    }

    @Test
    void a_signed_url_opens_its_document_only() throws Exception {
        PackageId id = mirrored("opened");
        String path = "/v1/registry/%s/providers/acme/opened/%s/download/%s/%s"
                .formatted(
                        MirrorStack.ORIGIN,
                        VERSION,
                        id.platform().os(),
                        id.platform().arch());
        JsonPath document = RestAssured.given()
                .baseUri(guarded().baseUri().toString())
                .header("Authorization", "Bearer " + TOKEN)
                .get(path)
                .jsonPath();

        for (String field : List.of("shasums_url", "shasums_signature_url", "download_url")) {
            URI signed = guarded().baseUri().resolve(path).resolve(document.getString(field));
            assertThat(status(signed)).as(field).isEqualTo(200);
            assertThat(status(URI.create(signed.toString().replaceFirst("\\?.*", ""))))
                    .as(field)
                    .isEqualTo(403);
        }
        URI sums = guarded().baseUri().resolve(path).resolve(document.getString("shasums_url"));
        assertThat(status(URI.create(sums.toString().replace("SHA256SUMS?", "SHA256SUMS.sig?"))))
                .isEqualTo(403);
    }

    /** A mirror behind a mirror, with a login between them: each has the author's own word. */
    @Test
    void another_mirrors_registry_face_is_an_origin_like_any_other() throws Exception {
        PackageId id = mirrored("chained");
        String direct = lockOf(run("terraform", id, "direct", atOrigin(), "init"), "direct");
        String host = "localhost:" + guarded().tlsUri().getPort();
        PackagedApplication behind = replicas.start(behind(host, TOKEN));

        AdminApi api = replicas.api(behind);
        JsonPath job = api.awaitEnd(api.submit(id));
        assertThat(job.getString("status")).as(job.prettify()).isEqualTo("completed");

        Outcome init = run("terraform", id, "second", credentials(TOKEN) + at(behind), "init");
        assertThat(init.output()).contains("key ID");
        assertThat(lockOf(init, "second")).isEqualTo(direct);
        assertThat(behind.log()).doesNotContain(TOKEN);
        behind.close();

        PackagedApplication wrong = replicas.start(behind(host, "wrong"));
        PackageId refused = mirrored("chained-wrong");
        JsonPath failed = replicas.api(wrong).awaitEnd(replicas.api(wrong).submit(refused));
        assertThat(failed.getString("status")).isEqualTo("failed");
        assertThat(failed.getString("items[0].error_message"))
                .contains("status 401, sent with tfmirror.origin.credentials.\"" + host + "\"");
        wrong.close();
    }

    private static ReplicaSetup behind(String host, String token) {
        EmbeddedDatabase database = Objects.requireNonNull(second);
        return guarded(replicas.replica())
                .with("quarkus.datasource.jdbc.url", database.jdbcUrl())
                .with("quarkus.datasource.username", database.username())
                .with("quarkus.datasource.password", database.password())
                .with("tfmirror.storage.prefix", "second/")
                .with("tfmirror.origin.allowed-hostnames", MirrorStack.ORIGIN + "," + host)
                .with(
                        "tfmirror.origin.services.\"" + MirrorStack.ORIGIN + "\"",
                        "https://" + host + "/v1/registry/" + MirrorStack.ORIGIN + "/providers/")
                .with("tfmirror.origin.credentials.\"" + host + "\"", token);
    }

    private static int status(URI uri) {
        return RestAssured.given().urlEncodingEnabled(false).get(uri).statusCode();
    }

    private static void tamper(PackageId id) {
        String key = MirrorLayout.atTop().keyOf(id).value();
        try (var client = replicas.stack().s3Client()) {
            byte[] bytes = client.getObjectAsBytes(
                            get -> get.bucket(MirrorStack.BUCKET).key(key))
                    .asByteArray();
            bytes[bytes.length / 2] ^= 1;
            client.putObject(put -> put.bucket(MirrorStack.BUCKET).key(key), RequestBody.fromBytes(bytes));
        }
    }

    /** Every platform is published before the first is mirrored, as origins do, and all are mirrored. */
    private static PackageId mirrored(String type) {
        List<PackageId> all = new ArrayList<>();
        PLATFORMS.forEach(platform -> all.add(replicas.registry().publishSample("acme", type, VERSION, platform)));
        AdminApi api = replicas.api(open());
        assertThat(api.awaitEnd(api.submit(all.toArray(PackageId[]::new))).getString("status"))
                .isEqualTo("completed");
        return all.get(0);
    }

    private Outcome run(String program, PackageId id, String name, String config, String... arguments)
            throws Exception {
        assumeTrue(TerraformCli.isPresent(program), program + " is not on the PATH");
        Path module = Files.createDirectories(folder.resolve(name));
        Files.writeString(module.resolve("main.tf"), """
                terraform {
                  required_providers {
                    it = { source = "%s" }
                  }
                }
                """.formatted(id.provider()));
        Path home = Files.createTempDirectory(folder, "home-");
        String[] plain = Arrays.stream(arguments)
                .flatMap(argument -> argument.equals("init") ? Stream.of("init", "-no-color") : Stream.of(argument))
                .toArray(String[]::new);
        return new TerraformCli(program, home, replicas.stack().caBundle()).run(module, config, plain);
    }

    /** The lock file of a module whose command has succeeded; empty for none. */
    private String lockOf(Outcome outcome, String name) throws IOException {
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        return name.isEmpty() ? "" : Files.readString(folder.resolve(name).resolve(".terraform.lock.hcl"));
    }

    private static Map<String, String> contents(Path directory) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(directory.relativize(file).toString(), Sha256.hexOf(Files.readAllBytes(file)));
            }
        }
        return contents;
    }

    private static String credentials(String token) {
        return """
                credentials "%s" {
                  token = "%s"
                }
                """.formatted(MirrorStack.ORIGIN, token);
    }

    private static String at(PackagedApplication mirror) {
        return host(mirror.tlsUri() + "/v1/registry/" + MirrorStack.ORIGIN + "/providers/");
    }

    private static String atOrigin() {
        return host(replicas.registry().services().toString());
    }

    private static String host(String services) {
        return """
                host "%s" { services = { "providers.v1" = "%s" } }
                """.formatted(MirrorStack.ORIGIN, services);
    }

    private static String atMirror(PackagedApplication mirror) {
        return """
                provider_installation {
                  network_mirror { url = "%s/v1/providers/" }
                }
                """.formatted(mirror.tlsUri());
    }
}
