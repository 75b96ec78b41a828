package org.tfmirror.processor.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.test.TestDatabase.execute;
import static org.tfmirror.test.TestDatabase.query;

import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.test.TestDatabase;

/** What housekeeping does about packages without evidence: one job at a time, and not for ever. */
class EvidenceBackfillTest {

    private final EvidenceBackfill backfill = new EvidenceBackfill(TestDatabase.dataSource());

    @BeforeEach
    void twoPackagesWithoutEvidence() {
        TestDatabase.empty();
        for (String arch : List.of("amd64", "arm64")) {
            execute("insert into mirrored_package (hostname, namespace, type, version, os, arch, filename, storage_key,"
                    + " size_bytes, sha256, h1) values ('example.com', 'acme', 'demo', '1.0.0', 'linux', '" + arch
                    + "', 'f', 'k', 1, '" + "a".repeat(64) + "', 'h1:x')");
        }
    }

    @Test
    void packagesWithoutEvidenceBringOneJob() throws Exception {
        assertThat(backfill.run()).isEqualTo(1);

        assertThat(query("select kind, created_by, total_items, status from job"))
                .containsExactly(List.of("evidence", "housekeeping", 2, "pending"));
        assertThat(query("select ordinal, arch from job_item order by ordinal"))
                .containsExactly(List.of(0, "amd64"), List.of(1, "arm64"));
    }

    @Test
    void thereIsOneJobAtATime() throws Exception {
        backfill.run();
        execute("update mirrored_package set evidence_asked_at = now() - interval '8 days'");

        assertThat(backfill.run()).isZero();
    }

    @Test
    void twoReplicasAtOnceSubmitOneJob() throws Exception {
        try (Connection other = TestDatabase.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select pg_try_advisory_xact_lock(hashtext('tfmirror evidence backfill'))");

            assertThat(backfill.run()).isZero();
            other.rollback();
            other.setAutoCommit(true);
        }
        assertThat(backfill.run()).isEqualTo(1);
    }

    @Test
    void whatCannotBeHadIsAskedForThreeTimesAWeekApart() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(backfill.run()).isEqualTo(1);
            execute("delete from job");
            assertThat(backfill.run()).isZero();
            execute("update mirrored_package set evidence_asked_at = evidence_asked_at - interval '8 days'");
        }

        assertThat(backfill.run()).isZero();
    }

    @Test
    void aCatalogWithEvidenceBringsNoJob() throws Exception {
        execute("insert into evidence values ('" + "a".repeat(64) + "', 'h', 'n', 't', '1.0.0', '', null, '[]')");
        execute("update mirrored_package set evidence = '" + "a".repeat(64) + "'");

        assertThat(backfill.run()).isZero();
        assertThat(query("select 1 from job")).isEmpty();
    }
}
