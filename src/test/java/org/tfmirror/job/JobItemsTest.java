package org.tfmirror.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tfmirror.test.TestDatabase.execute;
import static org.tfmirror.test.TestDatabase.submit;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.test.Packages;
import org.tfmirror.test.TestDatabase;

/** Items are read one after another, as they were when the first was. */
class JobItemsTest {

    @BeforeEach
    void empty() {
        TestDatabase.empty();
    }

    private static void fill(long job, int items) {
        execute("""
                insert into job_item (job_id, ordinal, hostname, namespace, type, version, os, arch)
                select ?, n, 'example.com', 'acme', 'demo', '1.' || n || '.0', 'linux', 'amd64'
                from generate_series(1, ?) n
                """, job, items);
    }

    @Test
    void whatChangesWhileTheyAreReadIsNotSeen() throws Exception {
        long job = submit(Packages.number(0));
        fill(job, 2_000);
        List<ItemProgress> read = new ArrayList<>();

        try (Connection connection = TestDatabase.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            JobItems.read(connection, job, item -> {
                if (read.isEmpty()) {
                    execute("update job_item set status = 'cancelled'");
                    execute("delete from job_item where ordinal > 1000");
                }
                read.add(item);
            });
        }

        assertThat(read).hasSize(2_001).allMatch(item -> item.status() == ItemStatus.PENDING);
        assertThat(read.get(1_500).stored().version()).isEqualTo("1.1500.0");
    }

    @Test
    void withoutATransactionTheDriverWouldHoldThemAll() throws Exception {
        try (Connection connection = TestDatabase.dataSource().getConnection()) {
            assertThatThrownBy(() -> JobItems.read(connection, 1, item -> {}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("transaction");
        }
    }

    @Test
    void aConstraintIsShownOnlyWhereItMetAFault() throws Exception {
        long job = submit(Packages.number(0));
        execute("""
                insert into job_item (job_id, ordinal, hostname, namespace, type, version_constraint, platforms, error_code)
                values (?, 1, 'example.com', 'acme', 'demo', '~> 1.0', 'linux_amd64', null),
                       (?, 2, 'example.com', 'acme', 'demo', '~> 2.0', 'linux_amd64', 'not_found')
                """, job, job);
        List<String> versions = new ArrayList<>();

        try (Connection connection = TestDatabase.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            JobItems.read(connection, job, item -> versions.add(item.stored().version()));
        }

        assertThat(versions).containsExactly(Packages.number(0).version().toString(), "~> 2.0");
    }
}
