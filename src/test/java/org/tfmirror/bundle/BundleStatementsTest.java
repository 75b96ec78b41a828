package org.tfmirror.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tfmirror.bundle.BundleStatements.Said;
import org.tfmirror.bundle.Statement.Decision;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.Packages;
import org.tfmirror.test.TestDatabase;

/** Whose statements count. */
class BundleStatementsTest {

    private static final PackageId ID = Packages.number(1);
    private static final String OURS = "0123456789abcdef";

    private final BundleStatements statements = new BundleStatements(TestDatabase.dataSource());

    @BeforeEach
    void empty() {
        TestDatabase.empty();
    }

    private static Statement about(int version) {
        PackageId id = Packages.number(version);
        return Statement.of(Decision.REJECT, id.provider(), id.version(), "because");
    }

    /** Imports a bundle with these statements. */
    private static long imported(String source, long serial, Statement... said) throws Exception {
        long id = TestDatabase.submit(ID);
        try (Connection connection = TestDatabase.dataSource().getConnection()) {
            BundleWrites.addImport(
                    connection,
                    id,
                    "in",
                    "bob",
                    new Manifest(
                                    new ManifestHead.Origin(source, serial, Instant.EPOCH),
                                    List.of(),
                                    List.of(),
                                    List.of(),
                                    List.of(),
                                    List.of(said))
                            .file());
        }
        return id;
    }

    private List<Said> acceptable(long bundle) throws Exception {
        return statements.acceptable(bundle, 100);
    }

    @Test
    void anOlderSerialDoesNotCountAfterANewer() throws Exception {
        long newer = imported(OURS, 9, about(1));
        long older = imported(OURS, 5, about(1), about(2));

        assertThat(acceptable(newer)).hasSize(1);
        assertThat(acceptable(older)).isEmpty();
        assertThat(statements.of(older, 0, 100)).hasSize(2).allMatch(Said::superseded);
    }

    @Test
    void aNewerSerialCountsAfterAnOlder() throws Exception {
        long older = imported(OURS, 5, about(1));
        long newer = imported(OURS, 9, about(1));

        assertThat(acceptable(older)).isEmpty();
        assertThat(acceptable(newer)).hasSize(1);
    }

    @Test
    void theSameBundleAgainCountsAsWell() throws Exception {
        imported(OURS, 9, about(1));

        assertThat(acceptable(imported(OURS, 9, about(1)))).hasSize(1);
    }

    @Test
    void serialsOfAnotherSourceOrderNothing() throws Exception {
        imported("fedcba9876543210", 9, about(1));

        assertThat(acceptable(imported(OURS, 5, about(1)))).hasSize(1);
    }

    @Test
    void whatIsAcceptedOrAboutNoPackageOfOursCannotBeAccepted() throws Exception {
        long bundle = imported(OURS, 5, about(1), about(2), Statement.block(ID, "it is not mirrored"));
        List<Said> all = statements.of(bundle, 0, 100);
        assertThat(acceptable(bundle))
                .isEqualTo(all.stream().filter(Said::canBeAccepted).toList());
        assertThat(statements.accept(all.get(0).id(), "bob")).isTrue();
        assertThat(statements.accept(all.get(0).id(), "carol")).isFalse();

        assertThat(acceptable(bundle)).containsExactly(all.get(1));
    }

    @Test
    void onlyThoseNamedOfThisBundleAreFound() throws Exception {
        long bundle = imported(OURS, 5, about(1), about(2));
        long other = imported("fedcba9876543210", 5, about(3));
        long first = acceptable(bundle).get(0).id();
        long theirs = acceptable(other).get(0).id();

        assertThat(statements.acceptable(bundle, Set.of(first, theirs, 404L), 100))
                .extracting(Said::id)
                .containsExactly(first);
        assertThat(statements.acceptable(bundle, Set.of(), 100)).isEmpty();
    }

    @Test
    void aRejectionHereIsLiftedOnlyByAStatementThatIsNamed() throws Exception {
        long bundle =
                imported(OURS, 5, Statement.of(Decision.WAIVE, ID.provider(), ID.version(), "looked at it"), about(2));
        TestDatabase.execute("truncate version_hold cascade");
        TestDatabase.execute("""
                insert into version_hold (hostname, namespace, type, version, status, decided_by, decided_at, reason)
                select hostname, namespace, type, version, 'rejected', 'bob', now(), 'because' from bundle_statement
                where decision = 'waive'
                """);
        long waiver = statements.of(bundle, 0, 1).get(0).id();

        assertThat(acceptable(bundle)).extracting(Said::id).isNotEmpty().doesNotContain(waiver);
        assertThat(statements.acceptable(bundle, Set.of(waiver), 100)).hasSize(1);
        TestDatabase.execute("truncate version_hold cascade");
    }

    @Test
    void aPageGoesOnBehindTheOneBefore() throws Exception {
        long bundle = imported(OURS, 5, about(1), about(2), about(3));
        List<Said> first = statements.of(bundle, 0, 2);

        assertThat(first).hasSize(2);
        assertThat(Stream.concat(
                        first.stream(), statements.of(bundle, first.get(1).id(), 2).stream()))
                .containsExactlyElementsOf(statements.of(bundle, 0, 100));
    }

    @Test
    void aReasonIsSafeToShow() {
        assertThat(Statement.block(ID, "bad\nnews\u202E\0").reason()).isEqualTo("bad\uFFFDnews\uFFFD\uFFFD");
    }

    /** Blocks a package by our operators, one by this source's, and one by another's. */
    private static void blockedHere() {
        List<@Nullable String> sources = Arrays.asList(null, OURS, "fedcba9876543210");
        for (int i = 0; i < sources.size(); i++) {
            TestDatabase.execute("""
                    insert into mirrored_package
                      (hostname, namespace, type, version, os, arch, filename, storage_key, size_bytes, sha256, h1,
                       blocked, blocked_by, blocked_at, blocked_source)
                    values ('example.com', 'acme', 'demo', ?, 'linux', 'amd64', ?, 'k', 1, repeat('a', 64), 'h1:x',
                       true, 'bob', now(), ?)
                    """, "1.%d.0".formatted(i), "f" + i, sources.get(i));
        }
    }

    @Test
    void onlyBlocksOfItsOwnSourceAreLifted() throws Exception {
        blockedHere();

        long bundle = imported(OURS, 5);

        assertThat(acceptable(bundle))
                .extracting(Said::statement)
                .containsExactly(new Statement(Decision.UNBLOCK, ID.provider(), ID.version(), ID.platform(), ""));
    }

    @Test
    void whatItStillBlocksIsNotLifted() throws Exception {
        blockedHere();

        long bundle = imported(OURS, 5, Statement.block(ID, "still"));

        assertThat(acceptable(bundle))
                .extracting(each -> each.statement().decision())
                .containsExactly(Decision.BLOCK);
    }

    private static void decided(String status) {
        TestDatabase.execute("truncate version_hold cascade");
        TestDatabase.execute("""
                insert into version_hold (hostname, namespace, type, version, status, decided_by, decided_at, reason)
                values ('example.com', 'acme', 'demo', '1.1.0', ?, 'bob', now(), 'because')
                """, status);
    }

    @ParameterizedTest
    @CsvSource({"REJECT, rejected, true", "REJECT, waived, false", "WAIVE, waived, true"})
    void aDecisionThatStandsHereIsNotAcceptedAgain(Decision decision, String here, boolean inForce) throws Exception {
        decided(here);

        long bundle = imported(OURS, 9, Statement.of(decision, ID.provider(), ID.version(), "because"));

        assertThat(statements.of(bundle, 0, 100)).extracting(Said::inForce).containsExactly(inForce);
        assertThat(acceptable(bundle)).hasSize(inForce ? 0 : 1);
        TestDatabase.execute("truncate version_hold cascade");
    }

    private static void blockedFor(String reason) {
        blockedHere();
        TestDatabase.execute("update mirrored_package set blocked_reason = ?", reason);
    }

    @Test
    void aBlockOfAnEarlierBundleIsNotAcceptedAgain() throws Exception {
        blockedFor("bad news");

        long bundle = imported(OURS, 9, Statement.block(ID, "bad news"));

        assertThat(statements.of(bundle, 0, 100)).allMatch(Said::inForce).noneMatch(Said::canBeAccepted);
        assertThat(acceptable(bundle)).isEmpty();
    }

    @Test
    void aBlockIsToBeDecidedWhereItsReasonIsANewOne() throws Exception {
        blockedFor("bad news");

        assertThat(acceptable(imported(OURS, 9, Statement.block(ID, "worse news"))))
                .hasSize(1);
    }

    @Test
    void whatSomebodyElseBlocksIsInForce() throws Exception {
        blockedFor("bad news");

        long bundle =
                imported(OURS, 9, Statement.block(ID, "bad news"), Statement.block(Packages.number(0), "so they say"));

        assertThat(acceptable(bundle)).isEmpty();
    }

    @Test
    void aBlockThatWasLiftedHereIsToBeDecidedAgain() throws Exception {
        blockedFor("bad news");
        TestDatabase.execute("update mirrored_package set blocked = false, blocked_by = null, blocked_at = null,"
                + " blocked_source = null, blocked_reason = null");

        assertThat(acceptable(imported(OURS, 9, Statement.block(ID, "bad news"))))
                .hasSize(1);
    }

    @Test
    void whatIsBlockedNoLongerNeedsNoUnblocking() throws Exception {
        blockedHere();
        long bundle = imported(OURS, 5);
        TestDatabase.execute("update mirrored_package set blocked = false, blocked_by = null, blocked_at = null,"
                + " blocked_source = null");

        assertThat(statements.of(bundle, 0, 100)).hasSize(1).allMatch(Said::inForce);
        assertThat(acceptable(bundle)).isEmpty();
    }
}
