package org.tfmirror.catalog.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.test.TestDatabase.execute;
import static org.tfmirror.test.TestDatabase.query;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.catalog.evidence.Evidence;
import org.tfmirror.catalog.evidence.EvidenceTable;
import org.tfmirror.catalog.view.ServedReleases.Coverage;
import org.tfmirror.catalog.view.ServedReleases.Listed;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Platform;
import org.tfmirror.test.Packages;
import org.tfmirror.test.TestDatabase;

/** What may be served with what vouches for it, and nothing else. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ServedReleasesTest {

    private static final PackageId ID = Packages.of("example.com/acme/demo", "1.0.0", "linux_amd64");
    private static final String LINE =
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa  demo_from_its_author.zip\n";

    private final ServedReleases releases = new ServedReleases(TestDatabase.dataSource());

    @BeforeEach
    void one_package_without_evidence() {
        TestDatabase.empty();
        execute("""
                insert into mirrored_package
                  (hostname, namespace, type, version, os, arch, filename, storage_key, size_bytes, sha256, h1)
                values ('example.com', 'acme', 'demo', '1.0.0', 'linux', 'amd64', ?, 'the/key', 7, repeat('a', 64), 'h1:x')
                """, ID.archiveName());
        execute("""
                insert into release (hostname, namespace, type, version, listed_at, protocols, warnings, first_seen_at)
                values ('example.com', 'acme', 'demo', '1.0.0', now(), '{5.0}', '{old}', now())
                """);
    }

    @AfterEach
    void nothing_is_left() {
        TestDatabase.empty();
    }

    private static String vouched(String shasums) throws Exception {
        Evidence evidence = new Evidence(
                ID.provider(), ID.version(), shasums.getBytes(StandardCharsets.UTF_8), new byte[] {1}, List.of());
        try (Connection connection = TestDatabase.dataSource().getConnection()) {
            String digest = EvidenceTable.record(connection, evidence, false);
            execute("update mirrored_package set evidence = ?, origin_filename = 'demo_from_its_author.zip'", digest);
            return digest;
        }
    }

    @Test
    void a_package_without_evidence_is_for_the_mirror_face_only() throws Exception {
        assertThat(releases.versions(ID.provider(), true)).isEmpty();
        assertThat(releases.download(ID)).isEmpty();
    }

    @Test
    void a_package_with_evidence_is_served_under_its_authors_name() throws Exception {
        String digest = vouched(LINE);

        assertThat(releases.versions(ID.provider(), false))
                .containsExactly(new Listed("1.0.0", List.of("5.0"), List.of(Platform.parse("linux_amd64"))));
        assertThat(releases.download(ID)).hasValueSatisfying(found -> {
            assertThat(found.filename()).isEqualTo("demo_from_its_author.zip");
            assertThat(found.archive()).isEqualTo(ID.archiveName());
            assertThat(found.digest()).isEqualTo(digest);
            assertThat(found.evidence().shasums()).asString().isEqualTo(LINE);
        });
        assertThat(releases.evidence(ID.provider(), ID.version(), digest)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                LINE + "\n" + LINE,
                "\n" + LINE,
                LINE + "\n",
                LINE + " \t\r\n" + LINE,
                LINE + " ",
                LINE + "\r",
                "\r\n",
                "\u0000\\\n\nü"
            })
    void a_blank_line_would_crash_clients(String shasums) throws Exception {
        String digest = vouched(shasums);

        assertThat(releases.versions(ID.provider(), true)).isEmpty();
        assertThat(releases.download(ID)).isEmpty();
        assertThat(releases.evidence(ID.provider(), ID.version(), digest)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {LINE, LINE + LINE, LINE + "x", "a  b\r\na  b\r\n", "\\n\\n", "", "ü\u0000 \\012"})
    void any_other_document_is_given_as_it_is(String shasums) throws Exception {
        vouched(shasums);

        assertThat(releases.download(ID))
                .hasValueSatisfying(found ->
                        assertThat(found.evidence().shasums()).asString().isEqualTo(shasums));
    }

    @Test
    void evidence_that_was_changed_in_the_database_is_not_given_out() throws Exception {
        String digest = vouched(LINE);
        execute("update evidence set keys = '[ ]', signature = '\\x02'");

        assertThat(releases.download(ID)).isEmpty();
        assertThat(releases.evidence(ID.provider(), ID.version(), digest)).isEmpty();
    }

    @Test
    void evidence_is_given_for_its_own_version_only() throws Exception {
        String digest = vouched(LINE);

        assertThat(releases.evidence(ID.provider(), Packages.number(2).version(), digest))
                .isEmpty();
    }

    @Test
    void what_needs_a_token_is_told_to_its_bearers() throws Exception {
        String digest = vouched(LINE);
        execute("update mirrored_package set requires_token = true");

        assertThat(releases.versions(ID.provider(), false)).isEmpty();
        assertThat(releases.versions(ID.provider(), true)).hasSize(1);
        assertThat(releases.download(ID))
                .hasValueSatisfying(found -> assertThat(found.requiresToken()).isTrue());
        assertThat(releases.evidence(ID.provider(), ID.version(), digest))
                .hasValueSatisfying(found -> assertThat(found.requiresToken()).isTrue());
    }

    @Test
    void what_is_served_without_evidence_is_counted() throws Exception {
        assertThat(releases.coverage()).isEqualTo(new Coverage(1, 1));
        vouched(LINE);
        assertThat(releases.coverage()).isEqualTo(new Coverage(1, 0));
        vouched(LINE + "\n");
        assertThat(releases.coverage()).isEqualTo(new Coverage(1, 1));
        execute("update mirrored_package set blocked = true");
        assertThat(releases.coverage()).isEqualTo(new Coverage(0, 0));
    }

    /** However much evidence there is of other providers. */
    @Test
    void a_list_looks_at_no_evidence_but_what_crashes() {
        execute("""
                insert into evidence (digest, hostname, namespace, type, version, shasums, keys)
                select encode(sha256(n::text::bytea), 'hex'), 'example.com', 'acme', 'other', n || '.0.0', 'x', '[]'
                from generate_series(1, 5000) n
                """);
        execute("vacuum analyze evidence");

        String plan = query("explain " + ServedReleases.VERSIONS, true, "example.com", "acme", "demo").stream()
                .map(row -> String.valueOf(row.get(0)))
                .collect(Collectors.joining("\n"));

        assertThat(plan).contains("evidence_crashing").doesNotContain("Seq Scan on evidence", "evidence_pkey");
    }

    @Test
    void the_last_word_of_the_origin_is_its_warning() throws Exception {
        execute("""
                insert into release (hostname, namespace, type, version, warnings, first_seen_at)
                values ('example.com', 'acme', 'demo', '0.9.0', '{moved}', now() + interval '1 day')
                """);

        assertThat(releases.warnings(ID.provider())).containsExactly("moved");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "blocked = true, blocked_by = 'alice', blocked_at = now()",
                "integrity = 'missing'",
                "integrity = 'altered'",
                "untrusted_by = 'key_revoked', untrusted_reason = 'of today'"
            })
    void what_is_withheld_is_in_no_document_of_this_face(String withheld) throws Exception {
        String digest = vouched(LINE);
        assertThat(releases.download(ID)).isPresent();

        execute("update mirrored_package set " + withheld);

        assertThat(releases.versions(ID.provider(), true)).isEmpty();
        assertThat(releases.download(ID)).isEmpty();
        assertThat(releases.evidence(ID.provider(), ID.version(), digest)).isEmpty();
    }
}
