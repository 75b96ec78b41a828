package org.tfmirror.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.tfmirror.audit.Action;
import org.tfmirror.audit.Caller;
import org.tfmirror.command.CommandRefusedException.Kind;
import org.tfmirror.command.catalog.CatalogCommands;
import org.tfmirror.command.job.JobCommands;
import org.tfmirror.job.JobSpec;
import org.tfmirror.test.MirrorStack;
import org.tfmirror.test.MirrorStackResource;
import org.tfmirror.test.StackSql;

/** Commands that no request asks for: the service's own, on a thread of no request. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CommandsTest {

    private static final long NOT_THERE = Long.MAX_VALUE;

    private final MirrorStack stack = MirrorStackResource.stack();
    private final Caller system = Caller.system();
    private long before;

    @Inject
    JobCommands jobs;

    @Inject
    CatalogCommands catalog;

    @Inject
    ProcessorSwitch pause;

    @BeforeEach
    void rememberTheNewestEntry() {
        before = StackSql.number("select coalesce(max(id), 0) from audit_entry");
    }

    private List<List<@Nullable Object>> entries() {
        return stack.query(
                "select actor, subject, source, action, object, outcome from audit_entry where id > ? order by id",
                before);
    }

    private static List<@Nullable Object> entry(String action, String object, String outcome) {
        return Arrays.asList("system", null, "internal", action, object, outcome);
    }

    @Test
    void the_service_itself_submits_a_job() throws Exception {
        long job = jobs.submit(system, new JobSpec(List.of(), List.of(), false), null, Action.JOB_SUBMIT);

        assertThat(stack.query("select created_by from job where id = ?", job)).containsExactly(List.of("system"));
        assertThat(entries()).containsExactly(entry("job.submit", "job/" + job, "done"));
    }

    @Test
    void the_service_itself_stops_and_starts_the_processors() throws Exception {
        pause.set(system, true);
        pause.set(system, false);
        pause.set(system, false);

        assertThat(entries())
                .containsExactly(
                        entry("processor.pause", "processor", "done"),
                        entry("processor.resume", "processor", "done"),
                        entry("processor.resume", "processor", "unchanged"));
    }

    @Test
    void what_is_not_there_is_refused_without_an_entry() {
        assertRefused(() -> jobs.cancel(system, NOT_THERE), "job_not_found");
        assertRefused(() -> jobs.retry(system, NOT_THERE), "job_not_found");
        assertRefused(() -> catalog.block(system, NOT_THERE, null), "package_not_found");
        assertRefused(() -> catalog.unblock(system, NOT_THERE), "package_not_found");
        assertRefused(() -> catalog.delete(system, NOT_THERE), "package_not_found");

        assertThat(entries()).isEmpty();
    }

    private static void assertRefused(ThrowingCallable command, String code) {
        assertThat(catchThrowableOfType(CommandRefusedException.class, command))
                .extracting(CommandRefusedException::kind, CommandRefusedException::code)
                .containsExactly(Kind.NOT_FOUND, code);
    }
}
