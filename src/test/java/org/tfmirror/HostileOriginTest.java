package org.tfmirror;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.HostilePackage.quoted;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.openpgp.PGPSignature;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tfmirror.local.Fault;
import org.tfmirror.local.SamplePackages;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.MirrorStack;
import org.tfmirror.test.MirrorStackResource;
import org.tfmirror.test.SigningKeys;
import org.tfmirror.test.StackSql;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Every way in which an origin, or a package of its, can be hostile or awkward, sent down the whole path: what comes of
 * the item, how often it is tried, and that nothing of it is ever to be seen.
 */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
class HostileOriginTest {

    /** The first, and as many retries as the configuration allows. */
    private static final int ALL_ATTEMPTS = 4;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final AtomicInteger TYPES = new AtomicInteger();
    private static final CountDownLatch RELEASE = new CountDownLatch(1);

    /** What was submitted, by the row's name: all that do not get into each other's way at once, to save time. */
    private static final Map<String, Submitted> SUBMITTED = new ConcurrentHashMap<>();

    private final MirrorStack stack = MirrorStackResource.stack();
    private final AdminApi api = new AdminApi(stack.adminToken());

    private static Set<String> visibleKeys = Set.of();

    private record Submitted(HostilePackage hostile, long job) {}

    /** Makes a package hostile. */
    private interface Attack {
        HostilePackage on(HostilePackage sound);
    }

    /**
     * A line of the list.
     *
     * @param code null where the package is mirrored all the same
     * @param archiveRequests how often the archive is asked for; 0 where its metadata are at fault
     */
    private record Row(
            String name,
            String namespace,
            Attack attack,
            @Nullable String code,
            int attempts,
            int archiveRequests) {
        @Override
        public String toString() {
            return name + (code == null ? ": mirrored" : ": " + code) + ", attempts " + attempts;
        }

        /** All of these are about one document. */
        boolean isAlone() {
            return name.contains("discover");
        }

        Row in(String other) {
            return new Row(name, other, attack, code, attempts, archiveRequests);
        }
    }

    /** Fails at the first attempt, before a byte of the archive is asked for. */
    private static Row before(String name, String code, Attack attack) {
        return new Row(name, "hostile", attack, code, 1, 0);
    }

    /** Fails at the first attempt, by the archive, which was asked for so often. */
    private static Row archive(String name, String code, int requests, Attack attack) {
        return new Row(name, "hostile", attack, code, 1, requests);
    }

    /** Fails when all attempts are used up. */
    private static Row again(String name, String code, int archiveRequests, Attack attack) {
        return new Row(name, "hostile", attack, code, ALL_ATTEMPTS, archiveRequests);
    }

    private static Row fine(String name, int attempts, int archiveRequests, Attack attack) {
        return new Row(name, "hostile", attack, null, attempts, archiveRequests);
    }

    static Stream<Row> rows() {
        return Stream.of(
                        statuses(),
                        metadata(),
                        addresses(),
                        redirects(),
                        discoveries(),
                        transfers(),
                        checksums(),
                        signatures(),
                        archives())
                .flatMap(each -> each);
    }

    private static Stream<Row> statuses() {
        return Stream.of(
                fine("nothing hostile at all", 1, 1, p -> p),
                before("an unknown provider", "not_found", p -> p.wanted(other("unknown", "1.0.0", "linux_amd64"))),
                before("an unknown version", "not_found", p -> p.wanted(of(p, "9.9.9", "linux_amd64"))),
                before("an unknown platform", "not_found", p -> p.wanted(of(p, "1.0.0", "plan9_amd64"))),
                before("410", "not_found", p -> p.onMetadata(Fault.status(410))),
                before("400", "registry_refused", p -> p.onMetadata(Fault.status(400))),
                before("401", "registry_refused", p -> p.onMetadata(Fault.status(401))),
                before("403 for metadata", "registry_refused", p -> p.onMetadata(Fault.status(403))),
                before("501", "registry_refused", p -> p.onMetadata(Fault.status(501))),
                before("a status of no meaning", "registry_answer_invalid", p -> p.onMetadata(Fault.status(299))),
                again("408", "registry_unavailable", 0, p -> p.onMetadata(Fault.status(408))),
                again("425", "registry_unavailable", 0, p -> p.onMetadata(Fault.status(425))),
                again("429 without Retry-After", "rate_limited", 0, p -> p.onMetadata(Fault.status(429))),
                fine(
                        "429 with Retry-After, once",
                        2,
                        1,
                        p -> p.onMetadata(1, Fault.status(429, Duration.ofSeconds(1)))),
                again("500", "registry_unavailable", 0, p -> p.onMetadata(Fault.status(500))),
                again("502", "registry_unavailable", 0, p -> p.onMetadata(Fault.status(502))),
                again("503", "registry_unavailable", 0, p -> p.onMetadata(Fault.status(503))),
                again("504 for the checksums", "registry_unavailable", 0, p -> p.onShasums(Fault.status(504))),
                again("504 for the signature", "registry_unavailable", 0, p -> p.onSignature(Fault.status(504))),
                again("500 for the archive", "registry_unavailable", 4, p -> p.onArchive(Fault.status(500))),
                before("no checksums", "not_found", p -> p.onShasums(Fault.status(404))),
                before("no signature", "not_found", p -> p.onSignature(Fault.status(404))),
                archive("no archive", "not_found", 1, p -> p.onArchive(Fault.status(404))),
                archive("403 for the archive, twice", "registry_refused", 2, p -> p.onArchive(Fault.status(403))),
                fine("403 for the archive, once", 1, 2, p -> p.onArchive(1, Fault.status(403))));
    }

    private static Stream<Row> metadata() {
        return Stream.of(
                before("HTML", "registry_answer_invalid", p -> p.onMetadata(Fault.answer(200, "text/html", "<html>"))),
                before(
                        "no body",
                        "registry_answer_invalid",
                        p -> p.onMetadata(Fault.answer(200, "application/json", ""))),
                before(
                        "a list",
                        "registry_answer_invalid",
                        p -> p.onMetadata(Fault.answer(200, "application/json", "[]"))),
                before(
                        "JSON nested deep",
                        "registry_answer_invalid",
                        p -> p.onMetadata(
                                Fault.rewritten(json -> "{\"x\":" + "[".repeat(9_000) + "]".repeat(9_000) + "}"))),
                before(
                        "letters that are none",
                        "registry_answer_invalid",
                        p -> p.onMetadata(Fault.body(new byte[] {0, 0, 0, '{', 0x7f, 0, 0, 0}))),
                before(
                        "metadata over the limit",
                        "too_large",
                        p -> p.onMetadata(Fault.rewritten(json -> json + " ".repeat(5 << 20)))),
                before("no shasum", "registry_answer_invalid", p -> p.telling("shasum", "")),
                before("no filename", "registry_answer_invalid", p -> p.telling("filename", "")),
                before("no shasums_url", "registry_answer_invalid", p -> p.telling("shasums_url", "")),
                before("no signature URL", "registry_answer_invalid", p -> p.telling("shasums_signature_url", "")),
                before("no download_url", "registry_answer_invalid", p -> p.telling("download_url", "null")),
                before("a number as shasum", "registry_answer_invalid", p -> p.telling("shasum", "5")),
                before("a shasum that is not 64 hex", "registry_answer_invalid", p -> p.telling("shasum", "\"abc\"")),
                before("another os", "registry_answer_invalid", p -> p.telling("os", "\"windows\"")),
                before("another arch", "registry_answer_invalid", p -> p.telling("arch", "\"arm64\"")),
                before("no os", "registry_answer_invalid", p -> p.telling("os", "")),
                before(
                        "a filename with a path",
                        "registry_answer_invalid",
                        p -> p.telling("filename", quoted("../" + p.published.archiveName()))),
                before(
                        "a filename of another version",
                        "registry_answer_invalid",
                        p -> p.telling(
                                "filename", quoted(p.published.archiveName().replace("1.0.0", "1.0.1")))),
                before(
                        "a filename of another version in another form",
                        "registry_answer_invalid",
                        p -> p.named(p.published.archiveName().replace("_1.0.0", "_v0.9.0"))),
                before(
                        "a package hash that is not the shasum",
                        "hash_mismatch",
                        p -> p.telling(
                                "packages", "{\"linux_amd64\":{\"hashes\":[\"zh:%s\"]}}".formatted("0".repeat(64)))),
                before("keys of another type", "registry_answer_invalid", p -> p.telling("signing_keys", "[1]")));
    }

    private static Stream<Row> addresses() {
        Stream<String> refused = Stream.of(
                "file:///etc/passwd",
                "ftp://example.com/x.zip",
                "http://example.com/x.zip",
                "https://user:secret@example.com/x.zip",
                "https://127.0.0.1/x.zip",
                "https://127.0.0.1.:443/x.zip",
                "https://localhost/x.zip",
                "https://localhost.:1/x.zip",
                "https://2130706433/x.zip",
                "https://0x7f.1/x.zip",
                "https://0177.0.0.1/x.zip",
                "https://10.1.2.3/x.zip",
                "https://192.168.1.1/x.zip",
                "https://169.254.169.254/latest/meta-data",
                "https://100.64.0.1/x.zip",
                "https://[::1]/x.zip",
                "https://[::ffff:10.0.0.1]/x.zip",
                "https://[fe80::1]/x.zip",
                "https://[fe80::1%251]/x.zip",
                "https://[2606:4700::1111%251]/x.zip",
                "https://[fd00:ec2::254]/x.zip",
                "https://[64:ff9b::7f00:1]/x.zip",
                "https://[2002:7f00:1::]/x.zip",
                "https://example.com:0/x.zip");
        Stream<Row> inMetadata = refused.map(
                url -> before("an archive at " + url, "address_refused", p -> p.telling("download_url", quoted(url))));
        return Stream.concat(
                inMetadata,
                Stream.of(
                        before(
                                "checksums at loopback",
                                "address_refused",
                                p -> p.telling("shasums_url", "\"https://127.0.0.1/x\"")),
                        before(
                                "a signature at loopback",
                                "address_refused",
                                p -> p.telling("shasums_signature_url", "\"https://[::1]/x\"")),
                        before(
                                "another port of an allowed host",
                                "address_refused",
                                p -> p.telling("download_url", "\"https://localhost:1/x.zip\"")),
                        again(
                                "a name that does not resolve",
                                "registry_unreachable",
                                0,
                                p -> p.telling("shasums_url", "\"https://nowhere.invalid/x\"")),
                        before(
                                "a certificate nobody vouches for",
                                "certificate_refused",
                                p -> p.telling(
                                        "shasums_url",
                                        quoted("https://"
                                                + MirrorStackResource.stack()
                                                        .stranger()
                                                        .authority() + "/x")))));
    }

    private static Stream<Row> redirects() {
        AtomicInteger hops = new AtomicInteger();
        return Stream.of(
                before("a redirect to itself", "redirect_refused", p -> p.onMetadata(Fault.redirect(p.metadataPath()))),
                before(
                        "redirects without end",
                        "redirect_refused",
                        p -> p.onMetadata(regular -> Fault.redirect(p.metadataPath() + "?" + hops.incrementAndGet())
                                .apply(regular))),
                before("a redirect to nowhere", "redirect_refused", p -> p.onMetadata(Fault.status(302))),
                before(
                        "from https to http",
                        "redirect_refused",
                        p -> p.onMetadata(Fault.redirect("http://example.com/"))),
                before(
                        "a redirect to loopback",
                        "address_refused",
                        p -> p.onMetadata(Fault.redirect("https://127.0.0.1/"))),
                before(
                        "checksums behind loopback",
                        "address_refused",
                        p -> p.onShasums(Fault.redirect("https://[::1]/"))),
                before("a signature behind a file", "address_refused", p -> p.onSignature(Fault.redirect("file:///x"))),
                archive(
                        "an archive behind the metadata service",
                        "address_refused",
                        1,
                        p -> p.onArchive(Fault.redirect("https://169.254.169.254/x.zip"))),
                archive(
                        "an archive behind userinfo",
                        "address_refused",
                        1,
                        p -> p.onArchive(Fault.redirect("https://u:secret@example.com/x.zip"))),
                archive(
                        "an archive behind http",
                        "redirect_refused",
                        1,
                        p -> p.onArchive(Fault.redirect("http://example.com/x.zip"))));
    }

    private static Stream<Row> discoveries() {
        return Stream.of(
                before("no discovery", "not_found", p -> p.discovering(Fault.status(404))),
                before("a discovery without providers", "not_found", p -> p.discovering(discovery("{}"))),
                before("discovery in HTML", "registry_answer_invalid", p -> p.discovering(discovery("<html>"))),
                before(
                        "a discovered service of the wrong type",
                        "registry_answer_invalid",
                        p -> p.discovering(discovery("{\"providers.v1\":[]}"))),
                before(
                        "a discovered service at loopback",
                        "address_refused",
                        p -> p.discovering(discovery("{\"providers.v1\":\"https://127.0.0.1/v1/\"}"))),
                before(
                        "a discovered service in a file",
                        "address_refused",
                        p -> p.discovering(discovery("{\"providers.v1\":\"file:///v1/\"}"))),
                before(
                        "discovery over the limit",
                        "too_large",
                        p -> p.discovering(discovery("{\"x\":\"" + "x".repeat(1 << 20) + "\"}"))),
                again("discovery unavailable", "registry_unavailable", 0, p -> p.discovering(Fault.status(503))),
                again("discovery without an answer", "registry_unreachable", 0, p -> p.discovering(Fault.noAnswer())));
    }

    private static Fault discovery(String body) {
        return Fault.answer(200, "application/json", body);
    }

    private static Stream<Row> transfers() {
        return Stream.of(
                again("metadata without an answer", "registry_unreachable", 0, p -> p.onMetadata(Fault.noAnswer())),
                again("metadata cut short", "transfer_cut", 0, p -> p.onMetadata(Fault.cutBodyAfter(10))),
                again("checksums cut short", "transfer_cut", 0, p -> p.onShasums(Fault.cutBodyAfter(10))),
                again("a signature cut short", "transfer_cut", 0, p -> p.onSignature(Fault.cutBodyAfter(10))),
                again("an archive without an answer", "registry_unreachable", 4, p -> p.onArchive(Fault.noAnswer())),
                fine("a stall before the answer, once", 2, 1, p -> p.onMetadata(1, Fault.holdUntil(RELEASE))),
                fine("a stall within the archive, once", 2, 2, p -> p.onArchive(1, Fault.stallAfter(100, RELEASE))),
                fine("an archive cut once goes on where it was", 1, 2, p -> p.onArchive(1, Fault.cutBodyAfter(100))),
                archive(
                        "an archive in broken gzip",
                        "registry_answer_invalid",
                        1,
                        p -> p.archive(new byte[] {0x1f, (byte) 0x8b, 7, 7})
                                .onArchive(Fault.header("Content-Encoding", "gzip"))),
                archive(
                        "another length than the registry says",
                        "hash_mismatch",
                        1,
                        p -> p.telling("packages", "{\"linux_amd64\":{\"package_size\":10}}")),
                archive(
                        "other contents than the registry says",
                        "hash_mismatch",
                        1,
                        p -> p.telling(
                                "packages",
                                "{\"linux_amd64\":{\"hashes\":[\"h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\"]}}")));
    }

    private static Stream<Row> checksums() {
        return Stream.of(
                archive(
                        "an archive changed for good",
                        "checksum_mismatch",
                        2,
                        p -> p.onArchive(Fault.corruptByteAt(100))),
                fine("an archive changed once on its way", 1, 2, p -> p.onArchive(1, Fault.corruptByteAt(100))),
                archive(
                        "an archive of many parts changed for good",
                        "checksum_mismatch",
                        2,
                        p -> p.archive(HostileZips.ofNoise(12 << 20)).onArchive(Fault.corruptByteAt(11 << 20))),
                archive(
                        "another sound archive",
                        "checksum_mismatch",
                        2,
                        p -> p.onArchive(Fault.body(HostileZips.of("terraform-provider-other")))),
                before(
                        "a shasum that is not in the list",
                        "checksum_mismatch",
                        p -> p.telling("shasum", quoted("0".repeat(64)))),
                fine(
                        "an upper-case shasum",
                        1,
                        1,
                        p -> p.onMetadata(Fault.rewritten(HostileOriginTest::withUpperCaseShasum))),
                before(
                        "checksums without the file",
                        "shasums_invalid",
                        p -> signed(p, "%s  other.zip\n".formatted("0".repeat(64)))),
                before(
                        "checksums with two lines for the file",
                        "shasums_invalid",
                        p -> signed(p, text(p.shasums()) + "0".repeat(64) + "  " + p.published.archiveName() + "\n")),
                before(
                        "checksums over 1 MiB",
                        "too_large",
                        p -> p.onShasums(Fault.rewritten(s -> s + "\n".repeat(1 << 20)))),
                before("no checksums in the list", "shasums_invalid", p -> p.onShasums(Fault.body(new byte[0]))));
    }

    private static Stream<Row> signatures() {
        SigningKeys author = SigningKeys.ed25519();
        Instant later = SigningKeys.MADE.plus(Duration.ofDays(1));
        return Stream.of(
                fine("another author, rightly signed", 1, 1, p -> p.signedBy(author)),
                fine("a signing subkey", 1, 1, p -> p.signedBy(SigningKeys.rsa().withSubkey())),
                fine("an expired key", 1, 1, p -> p.signedBy(SigningKeys.expiringAfter(Duration.ofDays(2)))),
                before(
                        "a signature by a stranger",
                        "key_unknown",
                        p -> p.onSignature(Fault.body(author.sign(p.shasums())))),
                before(
                        "a signature over other bytes",
                        "signature_invalid",
                        p -> p.signedBy(author, author.sign(new byte[9]))),
                before("an altered signature", "signature_invalid", p -> p.onSignature(Fault.wrongSignature())),
                before(
                        "checksums altered after they were signed",
                        "signature_invalid",
                        p -> p.onShasums(Fault.rewritten(s -> s + "\n"))),
                before("an empty signature", "signature_invalid", p -> p.onSignature(Fault.body(new byte[0]))),
                before(
                        "a truncated signature",
                        "signature_invalid",
                        p -> p.signedBy(author, Arrays.copyOf(author.sign(p.shasums()), 40))),
                before(
                        "no signature but text",
                        "signature_invalid",
                        p -> p.onSignature(Fault.rewritten(s -> "<html>"))),
                before("MD5", "signature_weak", p -> weakly(p, SigningKeys.rsa(), HashAlgorithmTags.MD5, later)),
                before("SHA-1", "signature_weak", p -> weakly(p, SigningKeys.rsa(), HashAlgorithmTags.SHA1, later)),
                before("a weak key", "signature_weak", p -> p.signedBy(SigningKeys.of(SigningKeys.Kind.RSA_1024))),
                before(
                        "a revoked key",
                        "key_revoked",
                        p -> p.signedBy(SigningKeys.ed25519().revoked())),
                before(
                        "a revoked subkey",
                        "key_revoked",
                        p -> p.signedBy(SigningKeys.ed25519().withSubkey().subkeyRevoked())),
                before(
                        "a key not for signing",
                        "key_invalid",
                        p -> p.signedBy(SigningKeys.withFlags(KeyFlags.CERTIFY_OTHER))),
                before(
                        "a subkey that does not vouch for its primary key",
                        "key_invalid",
                        p -> p.signedBy(SigningKeys.ed25519().withSubkey(KeyFlags.SIGN_DATA, false, Duration.ZERO))),
                before("no keys", "unsigned", p -> p.telling("signing_keys", "{\"gpg_public_keys\":[]}")),
                before("no word of keys", "unsigned", p -> p.telling("signing_keys", "")),
                before(
                        "a key that is none",
                        "key_invalid",
                        p -> p.telling("signing_keys", "{\"gpg_public_keys\":[{\"ascii_armor\":\"x\"}]}")),
                before(
                        "a trust signature that is the author's own",
                        "trust_signature_invalid",
                        p -> p.signedBy(
                                author,
                                author.sign(p.shasums()),
                                quoted(SigningKeys.armor(author.sign(author.encoded()))))),
                before(
                        "a trust signature that is none",
                        "trust_signature_invalid",
                        p -> p.signedBy(author, author.sign(p.shasums()), "\"x\"")),
                before("a key other than the pinned one", "key_changed", p -> p).in("pinned"),
                before(
                                "a bad signature in a pinned namespace",
                                "signature_invalid",
                                p -> p.onSignature(Fault.wrongSignature()))
                        .in("pinned"),
                before("no keys in a pinned namespace", "unsigned", p -> p.telling("signing_keys", ""))
                        .in("pinned"));
    }

    private static Stream<Row> archives() {
        String good = "terraform-provider-x";
        return Stream.of(
                archive("no zip", "archive_invalid", 1, p -> p.archive("no zip".getBytes(StandardCharsets.US_ASCII))),
                archive("an empty archive", "archive_invalid", 1, p -> p.archive(new byte[0])),
                archive("half a zip", "archive_invalid", 1, p -> p.archive(Arrays.copyOf(HostileZips.of(good), 60))),
                archive("a name that climbs", "archive_invalid", 1, p -> p.archive(HostileZips.of(good, "../../evil"))),
                archive("a name that climbs later", "archive_invalid", 1, p -> p.archive(HostileZips.of("a/../../b"))),
                archive(
                        "a name that climbs backwards",
                        "archive_invalid",
                        1,
                        p -> p.archive(HostileZips.of("..\\evil"))),
                archive("an absolute name", "archive_invalid", 1, p -> p.archive(HostileZips.of("/etc/evil"))),
                archive("a name with a newline", "archive_invalid", 1, p -> p.archive(HostileZips.of("a\nb"))),
                archive("a symlink", "archive_invalid", 1, p -> p.archive(HostileZips.withASymlink())),
                archive("a name twice", "archive_invalid", 1, p -> p.archive(HostileZips.withOneNameTwice())),
                archive("a bomb", "archive_too_large", 1, p -> p.archive(HostileZips.bomb())),
                archive("too many entries", "archive_too_large", 1, p -> p.archive(HostileZips.ofEntries(100_001))),
                fine(
                        "directories and stored entries",
                        1,
                        1,
                        p -> p.archive(SamplePackages.zip(Map.of("sub/", "", "sub/" + good, "binary")))));
    }

    @BeforeAll
    static void noFaults() {
        MirrorStackResource.stack().registry().faults().clear();
    }

    @AfterAll
    static void noMoreFaults() {
        RELEASE.countDown();
        MirrorStackResource.stack().registry().faults().clear();
    }

    private Submitted submitted(Row row) {
        if (SUBMITTED.isEmpty()) {
            rows().filter(each -> !each.isAlone()).forEach(this::submit);
            SUBMITTED.values().forEach(this::awaitEnd);
            lookAround();
        }
        if (row.isAlone()) {
            noFaults();
            submit(row);
            awaitEnd(Objects.requireNonNull(SUBMITTED.get(row.name)));
            lookAround();
        }
        return Objects.requireNonNull(SUBMITTED.get(row.name));
    }

    private void awaitEnd(Submitted submitted) {
        String path = "/admin/api/jobs/" + submitted.job;
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> json(api.get(path).asString()).path("progress").intValue() == 100);
    }

    private void submit(Row row) {
        HostilePackage hostile = row.attack.on(new HostilePackage(row.namespace, "t" + TYPES.incrementAndGet()));
        Submitted before = SUBMITTED.put(row.name, new Submitted(hostile, api.submit(hostile.wanted)));
        assertThat(before).as("two rows of the name " + row.name).isNull();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void aHostileOriginGetsNothingIn(Row row) {
        Submitted submitted = submitted(row);
        HostilePackage hostile = submitted.hostile;
        String answer = api.get("/admin/api/jobs/" + submitted.job).asString();
        JsonNode job = json(answer);
        JsonNode item = job.path("items").path(0);

        assertThat(item.path("error_code").textValue())
                .as(item.path("error_message").asText())
                .isEqualTo(row.code);
        assertThat(item.path("attempts").intValue()).as("attempts").isEqualTo(row.attempts);
        assertThat(hostile.archiveRequests()).as("requests for the archive").isEqualTo(row.archiveRequests);
        boolean mirrored = row.code == null;
        assertThat(job.path("status").textValue()).isEqualTo(mirrored ? "completed" : "failed");
        assertThat(item.path("status").textValue()).isEqualTo(mirrored ? "completed" : "failed");
        assertThat(rows(hostile)).as("rows of the catalog").isEqualTo(mirrored ? 1 : 0);
        assertThat(visibleKeys.stream()
                        .filter(key ->
                                key.contains("/" + hostile.wanted.provider().type() + "/")))
                .as("visible objects")
                .hasSize(mirrored ? 1 : 0);
        assertThat(given().get("/v1/providers/" + hostile.wanted.provider() + "/index.json")
                        .statusCode())
                .isEqualTo(mirrored ? 200 : 404);
        requireNoInsides(answer);
    }

    /** Looked at when all is over, as whatever is left then stays. */
    private void lookAround() {
        visibleKeys = stack.visibleKeys();
        try (S3Client s3 = stack.s3Client()) {
            assertThat(s3.listMultipartUploads(list -> list.bucket(MirrorStack.BUCKET))
                            .uploads())
                    .as("unfinished uploads")
                    .isEmpty();
        }
        Awaitility.await()
                .untilAsserted(() -> assertThat(
                                json(api.get("/admin/api/processor/status").asString())
                                        .path("active_jobs")
                                        .intValue())
                        .as("workers in use")
                        .isZero());
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }

    private static void requireNoInsides(String answer) {
        assertThat(answer)
                .doesNotContain("Exception")
                .doesNotContain("\\tat ")
                .doesNotContain("java.")
                .doesNotContain("sun.")
                .doesNotContain("org.apache")
                .doesNotContain("org.bouncycastle")
                .doesNotContain("org.tfmirror")
                .doesNotContain("secret");
    }

    private static long rows(HostilePackage hostile) {
        return StackSql.number(
                "select count(*) from mirrored_package where type = ?",
                hostile.wanted.provider().type());
    }

    private static PackageId of(HostilePackage sound, String version, String platform) {
        return new PackageId(sound.published.provider(), ProviderVersion.parse(version), Platform.parse(platform));
    }

    private static PackageId other(String type, String version, String platform) {
        return new PackageId(
                new ProviderAddress(MirrorStack.ORIGIN, "hostile", type),
                ProviderVersion.parse(version),
                Platform.parse(platform));
    }

    /** Another list of checksums, rightly signed by an author who is listed. */
    private static HostilePackage signed(HostilePackage sound, String shasums) {
        byte[] bytes = shasums.getBytes(StandardCharsets.UTF_8);
        SigningKeys author = SigningKeys.ed25519();
        return sound.onShasums(Fault.body(bytes)).signedBy(author, author.sign(bytes));
    }

    private static HostilePackage weakly(HostilePackage sound, SigningKeys author, int hash, Instant at) {
        return sound.signedBy(author, author.sign(sound.shasums(), PGPSignature.BINARY_DOCUMENT, hash, at));
    }

    private static String withUpperCaseShasum(String json) {
        return Pattern.compile("[0-9a-f]{64}")
                .matcher(json)
                .replaceAll(found -> found.group().toUpperCase(Locale.ROOT));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
