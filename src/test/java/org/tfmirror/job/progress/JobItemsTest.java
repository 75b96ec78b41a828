package org.tfmirror.job.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.test.TestDatabase.execute;
import static org.tfmirror.test.TestDatabase.submit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.job.ItemStatus;
import org.tfmirror.test.Packages;
import org.tfmirror.test.TestDatabase;

/** Items are read page by page, in the order they run. */
class JobItemsTest {

    private final JobItems items = new JobItems(TestDatabase.dataSource());

    @BeforeEach
    void empty() {
        TestDatabase.empty();
    }

    private List<String> pages(long job, @Nullable ItemStatus status, int limit) throws Exception {
        List<String> versions = new ArrayList<>();
        Long next = 0L;
        while (next != null) {
            JobItems.Page page = items.page(job, status, next, limit);
            assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
            page.items().forEach(item -> versions.add(item.stored().version()));
            next = page.next();
        }
        return versions;
    }

    private static List<String> versions(int... numbers) {
        List<String> versions = new ArrayList<>();
        for (int number : numbers) {
            versions.add(Packages.number(number).version().toString());
        }
        return versions;
    }

    @Test
    void pagesBringEachItemOnce() throws Exception {
        submit(Packages.some(2));
        long job = submit(Packages.some(5));

        for (int limit = 1; limit <= 6; limit++) {
            assertThat(pages(job, null, limit)).as("pages of %d", limit).isEqualTo(versions(0, 1, 2, 3, 4));
        }
        assertThat(items.page(job, null, 0, 5).next())
                .as("of the last full page")
                .isNull();
    }

    @Test
    void pagesMayBeOfOneStatus() throws Exception {
        long job = submit(Packages.some(5));
        execute("update job_item set status = 'failed' where ordinal in (1, 3, 4)");

        assertThat(pages(job, ItemStatus.FAILED, 2)).isEqualTo(versions(1, 3, 4));
        assertThat(pages(job, ItemStatus.PENDING, 1)).isEqualTo(versions(0, 2));
    }

    @Test
    void anUnknownJobHasNoItems() throws Exception {
        assertThat(pages(1, null, 10)).isEmpty();
    }

    @Test
    void aConstraintIsShownOnlyWhereItMetAFault() throws Exception {
        long job = submit(Packages.number(0));
        execute("""
                insert into job_item (job_id, ordinal, hostname, namespace, type, version_constraint, platforms, error_code)
                values (?, 1, 'example.com', 'acme', 'demo', '~> 1.0', 'linux_amd64', null),
                       (?, 2, 'example.com', 'acme', 'demo', '~> 2.0', 'linux_amd64', 'not_found')
                """, job, job);

        assertThat(pages(job, null, 1))
                .containsExactly(Packages.number(0).version().toString(), "~> 2.0");
    }
}
