package org.tfmirror.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tfmirror.audit.Entries.ALICE;
import static org.tfmirror.audit.Entries.BOB;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.test.TestDatabase;

class AuditHistoryTest {

    private final AuditHistory history = new AuditHistory(TestDatabase.dataSource());

    @BeforeEach
    void empty() {
        TestDatabase.empty();
    }

    private List<String> objects(AuditQuery query) throws SQLException {
        return history.newest(query, 100).stream().map(AuditRecord::object).toList();
    }

    private static AuditQuery all() {
        return new AuditQuery(null, null, null, null, null, null, null);
    }

    private static AuditQuery between(@Nullable Instant since, @Nullable Instant until) {
        return new AuditQuery(null, null, null, null, since, until, null);
    }

    @Test
    void anEntryIsReadAsItWasWritten() throws SQLException {
        Entries.done(ALICE, Action.JOB_SUBMIT, "job/1", "items=2");
        Entries.refused(BOB, Action.JOB_CANCEL, "job/1", "forbidden");

        List<AuditRecord> records = history.newest(all(), 100);

        assertThat(records)
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("at")
                .containsExactly(
                        new AuditRecord(
                                2,
                                Instant.EPOCH,
                                "bob",
                                null,
                                "192.0.2.2",
                                "job.cancel",
                                "job/1",
                                "refused",
                                "forbidden",
                                null),
                        new AuditRecord(
                                1,
                                Instant.EPOCH,
                                "alice",
                                "a-1",
                                "192.0.2.1",
                                "job.submit",
                                "job/1",
                                "done",
                                null,
                                "items=2"));
        assertThat(records.get(0).at()).isAfterOrEqualTo(records.get(1).at());
    }

    @Test
    void textsFromARequestCannotBreakARowOrAScreen() throws SQLException {
        Caller hostile = new Caller("al\0ice\r\n", "\uD800", "192.0.2.3");

        Entries.done(hostile, Action.JOB_SUBMIT, "job/" + "9".repeat(5_000), "a\tb");

        AuditRecord record = history.newest(all(), 1).get(0);
        assertThat(record.actor()).isEqualTo("al\uFFFDice\uFFFD\uFFFD");
        assertThat(record.subject()).isEqualTo("\uFFFD");
        assertThat(record.object()).hasSize(301).endsWith("9…");
        assertThat(record.detail()).isEqualTo("a\uFFFDb");
    }

    @Test
    void eachFilterNarrowsAndAllOfThemTogetherDo() throws SQLException {
        Entries.done(ALICE, Action.JOB_SUBMIT, "job/1");
        Entries.done(ALICE, Action.JOB_CANCEL, "job/1");
        Entries.done(BOB, Action.JOB_SUBMIT, "job/2");
        Entries.refused(BOB, Action.JOB_SUBMIT, "job", "forbidden");

        assertThat(objects(new AuditQuery("alice", null, null, null, null, null, null)))
                .containsExactly("job/1", "job/1");
        assertThat(objects(new AuditQuery(null, Action.JOB_SUBMIT, null, null, null, null, null)))
                .containsExactly("job", "job/2", "job/1");
        assertThat(objects(new AuditQuery(null, null, "job/2", null, null, null, null)))
                .containsExactly("job/2");
        assertThat(objects(new AuditQuery(null, null, null, Outcome.REFUSED, null, null, null)))
                .containsExactly("job");
        assertThat(objects(new AuditQuery("bob", Action.JOB_SUBMIT, "job/2", Outcome.DONE, null, null, 4L)))
                .containsExactly("job/2");
        assertThat(objects(new AuditQuery("' or true --", null, null, null, null, null, null)))
                .isEmpty();
    }

    @Test
    void aSpanBeginsWithItsBeginningAndEndsBeforeItsEnd() {
        Entries.ofAge(Duration.ofDays(3), 1);
        Entries.ofAge(Duration.ofDays(2), 1);
        Entries.ofAge(Duration.ofDays(1), 1);
        List<Instant> moments = TestDatabase.query("select at from audit_entry order by at").stream()
                .map(row -> (java.sql.Timestamp) row.get(0))
                .map(java.sql.Timestamp::toInstant)
                .toList();

        assertThat(moments)
                .hasSize(3)
                .allSatisfy(each ->
                        assertThat(history.newest(between(each, null), 1)).isNotEmpty());
        assertThatCount(between(moments.get(1), null)).isEqualTo(2);
        assertThatCount(between(null, moments.get(1))).isEqualTo(1);
        assertThatCount(between(moments.get(0), moments.get(2))).isEqualTo(2);
    }

    private org.assertj.core.api.AbstractIntegerAssert<?> assertThatCount(AuditQuery query) {
        try {
            return assertThat(history.newest(query, 100).size());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aPageIsNoLongerThanAskedAndGoesOnBeforeAnId() throws SQLException {
        Entries.ofAge(Duration.ofDays(1), 5);

        assertThat(history.newest(all(), 2)).extracting(AuditRecord::id).containsExactly(5L, 4L);
        assertThat(history.newest(new AuditQuery(null, null, null, null, null, null, 4L), 2))
                .extracting(AuditRecord::id)
                .containsExactly(3L, 2L);
    }

    @Test
    void anEntrySaysWhyNothingWasChangedAndOnlyThen() {
        assertThatThrownBy(() -> new AuditEntry(ALICE, Action.JOB_CANCEL, "job/1", Outcome.REFUSED, null, null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AuditEntry(ALICE, Action.JOB_CANCEL, "job/1", Outcome.DONE, "forbidden", null))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
