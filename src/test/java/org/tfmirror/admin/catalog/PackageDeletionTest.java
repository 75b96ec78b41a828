package org.tfmirror.admin.catalog;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tfmirror.job.JobCancelRequested;
import org.tfmirror.provider.PackageId;
import org.tfmirror.removal.UnfinishedRemovals;
import org.tfmirror.storage.MirrorLayout;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.MirrorStack;
import org.tfmirror.test.MirrorStackResource;
import org.tfmirror.test.MirroredSamples;
import org.tfmirror.test.OpenApi;
import org.tfmirror.test.Packages;
import org.tfmirror.test.S3Trouble;
import org.tfmirror.test.StackSql;

/** A package is deleted while the store, or the database behind it, is away: one act, one answer, one entry. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PackageDeletionTest {

    private static final String TYPE = "deleted";

    private final MirrorStack stack = MirrorStackResource.stack();
    private final AdminApi api = new AdminApi(stack.adminToken());
    private PackageId sample = Packages.number(0);
    private long id;
    private long before;

    @Inject
    UnfinishedRemovals left;

    @BeforeEach
    void mirrorOne() {
        sample = MirroredSamples.small(TYPE, "1.0.0", "linux_amd64");
        id = StackSql.number("select id from mirrored_package where type = ?", TYPE);
        before = StackSql.number("select coalesce(max(id), 0) from audit_entry");
    }

    @AfterEach
    void allIsWell() {
        stack.s3Wire().mend();
        FailsAfterCommit.ARMED.set(false);
        StackSql.update("drop trigger if exists refuse_to_end on package_download");
        StackSql.update("delete from package_download where removal_id is not null");
    }

    private Response delete() {
        return api.request().delete("/admin/api/providers/" + id);
    }

    private List<List<@Nullable Object>> entries() {
        return stack.query("select action, outcome, code from audit_entry where id > ? order by id", before);
    }

    private void assertAccepted(Response answer) {
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.jsonPath().getLong("id")).isEqualTo(id);
        assertThat(answer.jsonPath().getString("detail")).contains("no longer served");
        assertThat(answer.contentType()).startsWith("application/json");
        given().get("/v1/providers/%s/1.0.0.json".formatted(sample.provider()))
                .then()
                .statusCode(404);
        assertThat(entries()).containsExactly(entry("package.delete", "done"));
    }

    private static List<@Nullable Object> entry(String action, String outcome) {
        return Arrays.asList(action, outcome, null);
    }

    private void finishAfterTheHold() {
        StackSql.update("update package_download set removal_until = now() - interval '1 second'"
                + " where removal_id is not null");
        left.finish();
        assertThat(stack.visibleKeys())
                .doesNotContain(MirrorLayout.atTop().keyOf(sample).value());
        assertThat(StackSql.number("select count(*) from package_download where removal_id is not null"))
                .isZero();
        assertThat(entries()).containsExactly(entry("package.delete", "done"));
    }

    @Test
    void an_archive_that_goes_at_once_is_answered_without_content() {
        assertThat(delete().statusCode()).isEqualTo(204);

        assertThat(entries()).containsExactly(entry("package.delete", "done"));
    }

    @ParameterizedTest
    @EnumSource(names = {"CUT", "REFUSING", "FAILING"})
    void a_removal_that_the_store_holds_up_is_accepted(S3Trouble trouble) {
        stack.s3Wire().trouble(trouble);

        assertAccepted(delete());

        stack.s3Wire().mend();
        finishAfterTheHold();
    }

    @Test
    void a_removal_that_the_database_cannot_end_is_accepted() {
        StackSql.update("""
                create or replace function refuse_to_end() returns trigger language plpgsql as
                $$ begin raise exception 'refused by the test'; end $$
                """);
        StackSql.update("create constraint trigger refuse_to_end after delete on package_download"
                + " deferrable initially deferred for each row when (old.removal_id is not null)"
                + " execute function refuse_to_end()");

        assertAccepted(delete());

        StackSql.update("drop trigger refuse_to_end on package_download");
        finishAfterTheHold();
    }

    @Test
    void a_change_that_was_committed_has_not_failed_as_well() {
        api.request().post("/admin/api/processor/pause").then().statusCode(200);
        long job = api.submit(Packages.of(stack.registry().hostname() + "/acme/none", "1.0.0", "linux_amd64"));
        before = StackSql.number("select max(id) from audit_entry");
        FailsAfterCommit.ARMED.set(true);

        Response answer = api.request().post("/admin/api/jobs/" + job + "/cancel");

        api.request().post("/admin/api/processor/resume").then().statusCode(200);
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(entries()).containsExactly(entry("job.cancel", "done"), entry("processor.resume", "done"));
    }

    @Test
    void the_description_names_both_answers() {
        assertThat(OpenApi.read().operations())
                .filteredOn(each -> each.toString().equals("DELETE /admin/api/providers/{id}"))
                .singleElement()
                .satisfies(
                        each -> assertThat(each.description().path("responses").fieldNames())
                                .toIterable()
                                .contains("202", "204"));
    }

    /** Fails between a change's commit and its answer. */
    @Singleton
    static class FailsAfterCommit {

        static final AtomicBoolean ARMED = new AtomicBoolean();

        void fail(@Observes JobCancelRequested cancelled) {
            if (ARMED.get()) {
                throw new IllegalStateException("the test fails after the commit");
            }
        }
    }
}
