package org.tfmirror.console;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.htmlunit.Page;
import org.htmlunit.TextPage;
import org.htmlunit.html.HtmlButton;
import org.htmlunit.html.HtmlCheckBoxInput;
import org.htmlunit.html.HtmlElement;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.util.Cookie;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Sha256;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.MirrorStack;
import org.tfmirror.test.MirrorStackResource;
import org.tfmirror.test.MirroredSamples;
import org.tfmirror.test.StackSql;

/** The console in a browser that runs no script. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
class ConsoleTest {

    private static final String POLICY =
            "default-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'";

    private final ConsoleBrowser browser = new ConsoleBrowser();

    @AfterEach
    void close() {
        browser.close();
        Scene.clear();
    }

    @Test
    void whoLogsInIsShownThePageThatTheyAskedFor() throws IOException {
        HtmlPage page = logIn("alice", "jobs?status=failed");

        assertThat(page.getUrl().getPath()).isEqualTo("/console/jobs");
        assertThat(page.getUrl().getQuery()).isEqualTo("status=failed");
        assertThat(page.getTitleText()).isEqualTo("Jobs · TF Mirror");
    }

    @Test
    void whoIsNotLoggedInIsSentToLogIn() {
        Response answer = given().redirects().follow(false).get("/console/jobs");

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.header("Location"))
                .startsWith(MirrorStackResource.stack().issuer().issuer() + "/authorize?")
                .contains("code_challenge_method=S256", "response_type=code");
    }

    @Test
    void theScriptOfAPageIsToldThatTheSessionHasEnded() {
        assertThat(given().redirects()
                        .follow(false)
                        .header("HX-Request", "true")
                        .get("/console/")
                        .statusCode())
                .isEqualTo(499);
    }

    @Test
    void whoHasNoRoleIsToldSoOnEveryPage() throws IOException {
        HtmlPage page = logIn("norman", "");

        assertThat(page.getWebResponse().getStatusCode()).isEqualTo(403);
        assertThat(page.asNormalizedText()).contains("roles do not allow this").doesNotContain("stored");
        for (String path : List.of(
                "jobs",
                "providers",
                "holds",
                "subscriptions",
                "bundles",
                "audit",
                "setup",
                "submit",
                "jobs/1/events")) {
            assertThat(statusOf(browser.open(console(path)))).as(path).isEqualTo(403);
        }
    }

    @Test
    void aViewerSeesNoButtonThatWouldBeRefused() throws IOException {
        Scene scene = Scene.play();
        HtmlPage first = logIn("victor", "");
        for (String path : pagesOf(scene)) {
            HtmlPage page = browser.open(console(path));
            assertThat(page.getWebResponse().getStatusCode()).as(path).isEqualTo(200);
            assertThat(page.getForms())
                    .as(path)
                    .noneMatch(form -> form.getMethodAttribute().equals("post"));
            assertThat(page.getAnchors())
                    .as(path)
                    .noneMatch(
                            link -> link.getHrefAttribute()
                                    .matches(
                                            ".*/(submit|block|unblock|delete|pause|waive|reject|releases/.*|export|import|subscribe.*)$"));
        }
        assertThat(first.asNormalizedText()).contains("victor (viewer)");
    }

    @Test
    void aViewersFormsAreRefusedAndAudited() throws IOException {
        PackageId id = MirroredSamples.small("watched", "1.0.0", "linux_amd64");
        long packageId = packageId(id);
        logIn("victor", "");
        for (String path : List.of(
                "jobs/1/cancel",
                "jobs/1/retry",
                "jobs/chosen/cancel",
                "jobs/chosen/retry",
                "packages/" + packageId + "/block",
                "packages/" + packageId + "/unblock",
                "packages/" + packageId + "/delete",
                "releases/list",
                "releases/verify",
                "holds/1/waive",
                "holds/1/reject",
                "bundles/1/accept",
                "subscriptions/x/run",
                "subscriptions/x/pause",
                "subscriptions/x/resume",
                "subscriptions/x/delete",
                "processor/pause",
                "processor/resume")) {
            assertThat(statusOf(browser.post(console(path), "form_token=x")))
                    .as(path)
                    .isEqualTo(403);
        }

        Response audit = api().get("/admin/api/audit?actor=victor&action=package.delete&object=package/" + packageId);
        assertThat(audit.jsonPath().getString("entries[0].outcome")).isEqualTo("refused");
        assertThat(audit.jsonPath().getString("entries[0].code")).isEqualTo("forbidden");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "form_token=",
                "form_token=9999999999.AAAA",
                "form_token=1.AAAA",
                "form_token=99999999999999999999.x"
            })
    void aFormThatNoPageGaveChangesNothing(String form) throws IOException {
        PackageId id = MirroredSamples.small("forged", "1.0.0", "linux_amd64");
        logIn("alice", "");

        Page answer = browser.post(
                console("packages/" + packageId(id) + "/block"), form + (form.isEmpty() ? "" : "&") + "reason=x");

        assertThat(statusOf(answer)).isEqualTo(403);
        assertThat(api().get("/admin/api/providers/" + packageId(id)).jsonPath().getBoolean("blocked"))
                .isFalse();
    }

    @Test
    void aFormOfAnotherSessionChangesNothing() throws IOException {
        PackageId id = MirroredSamples.small("lent", "1.0.0", "linux_amd64");
        String path = "packages/" + packageId(id) + "/block";
        String token = tokenOf(logIn("alice", path));
        try (ConsoleBrowser other = new ConsoleBrowser()) {
            other.logIn(base(), "alice", MirrorStackResource.stack().password(), "");

            assertThat(statusOf(other.post(console(path), "reason=x&form_token=" + token)))
                    .isEqualTo(403);
        }
        assertThat(statusOf(browser.post(console(path), "reason=x&form_token=" + token)))
                .isEqualTo(200);
    }

    @Test
    void aSessionOpensNothingOfTheApi() throws IOException {
        logIn("alice", "");
        String cookies = String.join(
                "; ",
                browser.client().getCookieManager().getCookies().stream()
                        .map(cookie -> cookie.getName() + "=" + cookie.getValue())
                        .toList());

        for (String path : List.of("/admin/api/jobs", "/admin/api/audit", "/admin/api/providers/console")) {
            Response answer =
                    given().redirects().follow(false).header("Cookie", cookies).get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(401);
            assertThat(answer.header("Location")).as(path).isNull();
        }
    }

    @Test
    void aBearerTokenOpensNothingOfTheConsole() {
        for (String path : List.of("/console/", "/console/processor/pause")) {
            Response answer = given().redirects()
                    .follow(false)
                    .header(
                            "Authorization",
                            "Bearer " + MirrorStackResource.stack().adminToken())
                    .formParam("form_token", "x")
                    .request(path.endsWith("/") ? "GET" : "POST", path);
            assertThat(answer.statusCode()).as(path).isEqualTo(302);
        }
        assertThat(api().get("/admin/api/processor/status").jsonPath().getBoolean("paused"))
                .isFalse();
    }

    @Test
    void sessionsAreEncryptedAndOfTheConsoleAlone() throws IOException {
        logIn("alice", "");

        List<Cookie> session = browser.client().getCookieManager().getCookies().stream()
                .filter(cookie -> cookie.getName().startsWith("q_session"))
                .toList();
        assertThat(session).isNotEmpty().allSatisfy(cookie -> {
            assertThat(cookie.isHttpOnly()).isTrue();
            assertThat(cookie.getPath()).isEqualTo("/console");
            assertThat(cookie.getSameSite()).isEqualToIgnoringCase("lax");
            // Five parts: a token that is encrypted; one that is signed has three.
            assertThat(cookie.getValue().split("\\.")).hasSize(5);
        });
    }

    @Test
    void whoLogsOutHasToLogInAgain() throws IOException {
        HtmlPage page = logIn("alice", "");

        HtmlPage after = page.getAnchorByText("Log out").click();

        assertThat(after.getUrl().getPath()).isEqualTo("/console/signed-out");
        assertThat(after.asNormalizedText()).contains("You are logged out");
        HtmlPage again = browser.open(console("jobs"));
        assertThat(again.getUrl().getPath()).isEqualTo("/authorize");
    }

    @ParameterizedTest
    @CsvSource({"'', 200", "jobs, 200", "jobs?status=none, 400", "jobs/999999999, 404", "jobs/x, 404", "nothing, 404"})
    void everyPageForbidsWhatItDoesNotNeed(String path, int status) throws IOException {
        logIn("alice", "");

        HtmlPage page = browser.open(console(path));

        assertThat(page.getWebResponse().getStatusCode()).isEqualTo(status);
        assertThat(page.getWebResponse().getResponseHeaderValue("Content-Security-Policy"))
                .isEqualTo(POLICY);
        assertThat(page.getWebResponse().getResponseHeaderValue("Cache-Control"))
                .isEqualTo("no-store");
        assertThat(page.getByXPath("//@style | //style | //script[not(@src)] | //@*[starts-with(name(), 'on')]"))
                .isEmpty();
    }

    @Test
    void whatSomebodyElseWroteIsShownAsText() throws IOException {
        Scene scene = Scene.play();
        StackSql.update(
                "update mirrored_package set blocked = true, blocked_by = ?, blocked_at = now(), blocked_reason = ?,"
                        + " warnings = ? where id = ?",
                Scene.HOSTILE,
                Scene.HOSTILE,
                Scene.HOSTILE,
                scene.packageId());
        StackSql.update(
                "update job set error_message = ?, warnings = ? where id = ?",
                Scene.HOSTILE,
                Scene.HOSTILE,
                scene.failed());
        StackSql.update(
                "insert into audit_entry (actor, source, action, object, outcome, detail)"
                        + " values (?, '127.0.0.1', 'package.block', ?, 'done', ?)",
                Scene.HOSTILE,
                "package/" + scene.packageId(),
                Scene.HOSTILE);
        StackSql.update(
                "update version_hold set status = 'rejected', decided_by = ?, decided_at = now(), reason = ?,"
                        + " askers = array[?] where id = ?",
                Scene.HOSTILE,
                Scene.HOSTILE,
                Scene.HOSTILE,
                scene.hold());
        StackSql.update(
                "update subscription set created_by = ?, last_outcome = 'failed', failures = 1, last_error = ?"
                        + " where name = ?",
                Scene.HOSTILE,
                Scene.HOSTILE,
                Scene.SUBSCRIPTION);
        StackSql.update(
                "update subscription_run set requested_by = ?, error = ?, gone = array[?] where subscription = ?",
                Scene.HOSTILE,
                Scene.HOSTILE,
                Scene.HOSTILE,
                Scene.SUBSCRIPTION);
        StackSql.update(
                "update bundle set folder = ?, source = ?, missing = ? where id = ?",
                Scene.HOSTILE,
                Scene.HOSTILE,
                Scene.HOSTILE,
                scene.imported());
        StackSql.update("update bundle_statement set reason = ? where bundle_id = ?", Scene.HOSTILE, scene.imported());
        logIn("alice", "");
        try {
            for (String path : List.of(
                    "jobs",
                    "jobs/" + scene.failed(),
                    "packages/" + scene.packageId(),
                    "holds",
                    "subscriptions",
                    "subscriptions/" + Scene.SUBSCRIPTION,
                    "bundles",
                    "bundles/" + scene.imported(),
                    "audit")) {
                HtmlPage page = browser.open(console(path));
                assertThat(page.asNormalizedText())
                        .as(path)
                        .contains("<script>alert('x')</script>", "&amp;{config:all}");
                assertThat(page.getByXPath("//script[not(@src)] | //img"))
                        .as(path)
                        .isEmpty();
            }
            HtmlPage searched = browser.open(console("providers?search=%3Cimg%20src%3Dx%3E%22"));
            assertThat(searched.asNormalizedText()).contains("<img src=x>\"");
            assertThat(searched.<HtmlElement>getByXPath("//img")).isEmpty();
        } finally {
            StackSql.update("delete from audit_entry where actor = ?", Scene.HOSTILE);
        }
    }

    @Test
    void aPastedLockFileIsPreviewedAndSubmitted() throws IOException {
        PackageId id = MirrorStackResource.stack().registry().publishSample("acme", "locked", "1.2.0", "linux_amd64");
        HtmlForm form = logIn("alice", "submit").getForms().get(0);
        form.getTextAreaByName("providers")
                .setText("provider \"%s\" {\n  version = \"1.2.0\"\n}\n".formatted(id.provider()));

        HtmlPage preview = ConsoleBrowser.press(form, "Preview");

        assertThat(preview.asNormalizedText()).contains("1 package: 1 to fetch, 0 mirrored already");
        HtmlPage job = ConsoleBrowser.press(preview.getForms().get(0), "Submit 1 package");
        assertThat(job.getUrl().getPath()).matches("/console/jobs/[0-9]+");
        long jobId = Long.parseLong(job.getUrl().getPath().replaceAll("\\D", ""));
        assertThat(api().awaitEnd(jobId).getString("status")).isEqualTo("completed");
        assertThat(api().get("/admin/api/audit?object=job/" + jobId).jsonPath().getString("entries[0].actor"))
                .isEqualTo("alice");
    }

    @Test
    void aJobSaysWhoAskedFirstAndWhyItBringsHeldVersions() throws IOException {
        PackageId id =
                MirrorStackResource.stack().registry().publishSample("acme", "explained", "1.2.0", "linux_amd64");
        long job = new AdminApi(MirrorStackResource.stack().adminToken()).submit(id);
        StackSql.update("update job set asked_by = 'token/ci', waive_reason = 'a <b>fix</b>' where id = ?", job);

        String page = logIn("alice", "jobs/" + job).asNormalizedText();

        assertThat(page).contains("first asked for by token/ci").contains("brings held versions: a <b>fix</b>");
    }

    @Test
    void aPreviewSaysWhatIsHeld() throws IOException {
        PackageId id =
                MirrorStackResource.stack().registry().publishSample("acme", "previewheld", "1.2.0", "linux_amd64");
        StackSql.update(
                "insert into version_hold (hostname, namespace, type, version, status, decided_by, decided_at, reason)"
                        + " values (?, 'acme', 'previewheld', '1.2.0', 'rejected', 'alice', now(), 'odd')",
                id.provider().hostname());
        HtmlForm form = logIn("alice", "submit").getForms().get(0);
        form.getTextAreaByName("providers").setText(id.provider() + " 1.2.0");

        HtmlPage preview = ConsoleBrowser.press(form, "Preview");

        assertThat(preview.asNormalizedText()).contains("1 package: 0 to fetch, 0 mirrored already, 1 held");
        assertThat(preview.getAnchorByText("held").getHrefAttribute()).isEqualTo("/console/holds");
    }

    @Test
    void aJobMayBringWhatIsHeldForAReason() throws IOException {
        PackageId id = MirrorStackResource.stack().registry().publishSample("acme", "waived", "1.2.0", "linux_amd64");
        StackSql.update(
                "insert into version_hold (hostname, namespace, type, version, status, decided_by, decided_at, reason)"
                        + " values (?, 'acme', 'waived', '1.2.0', 'rejected', 'alice', now(), 'odd')",
                id.provider().hostname());
        HtmlForm form = logIn("alice", "submit").getForms().get(0);
        form.getTextAreaByName("providers").setText(id.provider() + " 1.2.0");
        form.getInputByName("waive").setValue("needed for the fix");

        HtmlPage preview = ConsoleBrowser.press(form, "Preview");
        HtmlPage job = ConsoleBrowser.press(preview.getForms().get(0), "Submit 1 package");

        assertThat(preview.asNormalizedText()).contains("1 package: 1 to fetch, 0 mirrored already");
        assertThat(job.asNormalizedText()).contains("brings held versions: needed for the fix");
        long jobId = Long.parseLong(job.getUrl().getPath().replaceAll("\\D", ""));
        assertThat(api().awaitEnd(jobId).getString("status")).isEqualTo("completed");
    }

    @Test
    void whatIsTypedWrongIsToldByItsLine() throws IOException {
        HtmlForm form = logIn("alice", "submit").getForms().get(0);
        form.getTextAreaByName("providers").setText(MirrorStack.ORIGIN + "/acme/x 1.0.0\n\nacme/../y 1\n");

        HtmlPage page = ConsoleBrowser.press(form, "Preview");

        assertThat(page.getWebResponse().getStatusCode()).isEqualTo(400);
        assertThat(page.asNormalizedText()).contains("line 3:");
        assertThat(page.getForms().get(0).getTextAreaByName("providers").getText())
                .contains("acme/../y 1");
    }

    @Test
    void blockingAsksForAReasonAndIsAudited() throws IOException {
        PackageId id = MirroredSamples.small("barred", "1.0.0", "linux_amd64");
        long packageId = packageId(id);
        HtmlPage page = logIn("alice", "packages/" + packageId);

        HtmlForm form =
                page.getAnchorByText("Block…").<HtmlPage>click().getForms().get(0);
        form.getInputByName("reason").setValue("odd bytes");
        HtmlPage blocked = ConsoleBrowser.press(form, "Block");
        if (!blocked.getUrl().getPath().equals("/console/packages/" + packageId)) {
            blocked = blocked.getAnchorByText("Go on").click();
        }

        assertThat(blocked.asNormalizedText()).contains("blocked, not served", "odd bytes");
        assertThat(api().get("/admin/api/audit?action=package.block&object=package/" + packageId)
                        .jsonPath()
                        .getString("entries[0].detail"))
                .endsWith("reason=odd bytes");
        HtmlForm undo =
                blocked.getAnchorByText("Unblock…").<HtmlPage>click().getForms().get(0);
        undo.getInputByName("reason").setValue("the bytes were explained");
        HtmlPage again = ConsoleBrowser.press(undo, "Unblock");
        assertThat(again.asNormalizedText()).contains("The package is served again.");
        assertThat(api().get("/admin/api/audit?action=package.unblock&object=package/" + packageId)
                        .jsonPath()
                        .getString("entries[0].detail"))
                .endsWith("reason=the bytes were explained");
    }

    @Test
    void aPackageShowsWhatVouchesForIt() throws IOException {
        PackageId id = MirroredSamples.small("proven", "1.0.0", "linux_amd64");
        long packageId = packageId(id);
        HtmlPage page = logIn("victor", "packages/" + packageId);

        Page shasums = page.getAnchorByText("SHA256SUMS").click();

        JsonPath evidence =
                api().get("/admin/api/providers/" + packageId + "/evidence").jsonPath();
        assertThat(shasums.getWebResponse().getContentAsString()).isEqualTo(evidence.getString("shasums_text"));
        assertThat(shasums.getWebResponse().getResponseHeaderValue("Content-Disposition"))
                .startsWith("attachment");
        assertThat(page.asNormalizedText())
                .contains(
                        evidence.getString("digest"),
                        evidence.getString("filename"),
                        "Whose, says the origin",
                        "verified");
        assertThat(page.<HtmlElement>getByXPath("//mark")).hasSize(1);
        assertThat(page.getAnchorByText("the origin's keys")
                        .<Page>click()
                        .getWebResponse()
                        .getContentAsString())
                .startsWith("-----BEGIN PGP PUBLIC KEY BLOCK-----");
        assertThat(statusOf(browser.open(console("packages/" + packageId + "/evidence/other"))))
                .isEqualTo(404);
    }

    @Test
    void theOverviewLeadsToWhatNeedsAPerson() throws IOException {
        Scene scene = Scene.play();
        StackSql.update(
                "update mirrored_package set untrusted_by = 'key_revoked', untrusted_reason = ? where id = ?",
                "the key was revoked " + Scene.HOSTILE,
                scene.packageId());
        StackSql.update("update subscription set failures = 1 where name = ?", Scene.SUBSCRIPTION);
        HtmlPage overview = logIn("victor", "");

        assertThat(overview.getAnchorByText("version held").<HtmlPage>click().asNormalizedText())
                .contains("hashicorp/kubernetes 3.1.0");
        assertThat(overview.getAnchorByText("subscription failing")
                        .<HtmlPage>click()
                        .asNormalizedText())
                .contains(Scene.SUBSCRIPTION);
        assertThat(browser.<HtmlPage>open(console("subscriptions?state=behind")).asNormalizedText())
                .doesNotContain(Scene.SUBSCRIPTION);
        HtmlPage untrusted = overview.getAnchorByText("package untrusted").click();
        assertThat(untrusted.asNormalizedText()).contains("hashicorp/random 3.7.2", "untrusted");
        assertThat(untrusted
                        .getAnchorByText("hashicorp/random 3.7.2")
                        .<HtmlPage>click()
                        .asNormalizedText())
                .contains("untrusted, not served", "the key was revoked <script>", "key_revoked");
        assertThat(overview.getAnchorByText("packages without evidence")
                        .<HtmlPage>click()
                        .asNormalizedText())
                .contains("hashicorp/google 7.24.0");
        for (String path : List.of("packages?state=none", "subscriptions?state=none")) {
            assertThat(statusOf(browser.open(console(path)))).as(path).isEqualTo(400);
        }
    }

    @Test
    void verifyingAsksForAReasonAndIsAudited() throws IOException {
        PackageId id = MirroredSamples.small("reread", "1.0.0", "linux_amd64");
        HtmlForm form = logIn("alice", "packages/" + packageId(id))
                .getAnchorByText("Verify…")
                .<HtmlPage>click()
                .getForms()
                .get(0);
        form.getInputByName("reason").setValue("a disk was exchanged");

        HtmlPage job = ConsoleBrowser.press(form, "Verify");

        assertThat(job.asNormalizedText()).contains("The packages are being read again.");
        assertThat(api().get("/admin/api/audit?action=package.verify&object="
                                + job.getUrl().getPath().replace("/console/jobs/", "job/"))
                        .jsonPath()
                        .getString("entries[0].detail"))
                .contains("reason=a disk was exchanged");
        assertThat(statusOf(browser.open(console("releases/verify")))).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"Waive, waived, The version may come", "Reject, rejected, The version is rejected."})
    void aHoldIsDecidedWithAReasonAndAudited(String act, String status, String said) throws IOException {
        Scene scene = Scene.play();
        HtmlPage held = logIn("alice", "holds?status=held");
        assertThat(held.asNormalizedText())
                .contains("hashicorp/kubernetes 3.1.0", "4 times", "by 10.0.0.7, 10.0.0.9", "in 4 days")
                .doesNotContain("hashicorp/google");
        HtmlForm form = held.getAnchorByText(act + " 3.1.0…")
                .<HtmlPage>click()
                .getForms()
                .get(0);
        form.getInputByName("reason").setValue("its changes were read");

        HtmlPage decided = ConsoleBrowser.press(form, act);

        assertThat(decided.asNormalizedText()).contains(said);
        assertThat(StackSql.text("select status from version_hold where id = ?", scene.hold()))
                .isEqualTo(status);
        Response audit = api().get("/admin/api/audit?action=hold." + act.toLowerCase(Locale.ROOT) + "&object=hold/"
                + scene.hold());
        assertThat(audit.jsonPath().getString("entries[0].actor")).isEqualTo("alice");
        assertThat(audit.jsonPath().getString("entries[0].detail")).endsWith("reason=its changes were read");
    }

    @Test
    void aHoldIsNotDecidedWithoutAReason() throws IOException {
        Scene scene = Scene.play();
        String path = "holds/" + scene.hold() + "/waive";
        String token = tokenOf(logIn("alice", path));

        assertThat(statusOf(browser.post(console(path), "reason=%20&form_token=" + token)))
                .isEqualTo(400);
        assertThat(StackSql.text("select status from version_hold where id = ?", scene.hold()))
                .isEqualTo("held");
    }

    @Test
    void holdsArePagedByTheAddress() throws IOException {
        StackSql.update("delete from version_hold");
        StackSql.update("insert into version_hold (hostname, namespace, type, version)"
                + " select 'registry.terraform.io', 'hashicorp', 'paged', '1.0.' || i from generate_series(1, 60) i");

        HtmlPage first = logIn("victor", "holds?status=held");
        HtmlPage second = first.getAnchorByText("Older ›").click();

        assertThat(first.asNormalizedText()).contains("paged 1.0.60", "its age is not known");
        assertThat(second.asNormalizedText()).contains("paged 1.0.1");
        assertThat(second.getUrl().getQuery()).startsWith("status=held&after=");
        assertThat(browser.<HtmlPage>open(console("holds?status=waived")).asNormalizedText())
                .contains("No version is waived.");
    }

    @Test
    void aSubscriptionIsShownWithItsPlanAndItsRuns() throws IOException {
        Scene.play();
        HtmlPage list = logIn("victor", "subscriptions");

        HtmlPage page = list.getAnchorByText(Scene.SUBSCRIPTION).click();

        assertThat(list.asNormalizedText()).contains("every 6h", "job submitted", "in 2 h");
        assertThat(page.asNormalizedText())
                .contains("registry.terraform.io/hashicorp/google", "the newest 3", "linux_amd64, darwin_arm64")
                .contains("What a run would bring now", "no origin was asked")
                .contains("registry.terraform.io did not answer in time", "no more at the origin: 7.1.0");
        assertThat(statusOf(browser.open(console("subscriptions/none")))).isEqualTo(404);
        assertThat(statusOf(browser.open(console("subscriptions?after=A")))).isEqualTo(400);
    }

    @Test
    void aSubscriptionIsPausedResumedAndRun() throws IOException {
        Scene.play();
        StackSql.update(
                "update subscription set run_until = now() + interval '1 hour' where name = ?", Scene.SUBSCRIPTION);
        HtmlPage page = logIn("alice", "subscriptions/" + Scene.SUBSCRIPTION);

        HtmlPage paused = pressed(page, "Pause");
        HtmlPage resumed = pressed(paused, "Resume");
        HtmlPage due = pressed(resumed, "Run now");

        assertThat(paused.asNormalizedText()).contains("it runs only when an operator runs it");
        assertThat(resumed.asNormalizedText()).contains("keeps to its schedule again");
        assertThat(due.asNormalizedText()).contains("the next free replica runs it");
        assertThat(api().get("/admin/api/audit?object=subscription/" + Scene.SUBSCRIPTION)
                        .jsonPath()
                        .getList("entries.action"))
                .startsWith("subscription.run", "subscription.resume", "subscription.pause");
        HtmlPage audit = browser.open(console("audit?action=subscription.run"));
        assertThat(audit.getAnchorByText("subscription/" + Scene.SUBSCRIPTION).getHrefAttribute())
                .isEqualTo("/console/subscriptions/" + Scene.SUBSCRIPTION);
    }

    @Test
    void aSubscriptionIsDeletedAfterAQuestion() throws IOException {
        Scene.play();
        HtmlPage page = logIn("alice", "subscriptions/" + Scene.SUBSCRIPTION);

        HtmlPage question = page.getAnchorByText("Delete…").click();
        assertThat(statusOf(pressed(question, "Delete"))).isEqualTo(400);
        question.getForms().get(0).getInputByName("reason").setValue("nobody needs it");

        HtmlPage deleted = pressed(question, "Delete");

        assertThat(deleted.asNormalizedText()).contains("What it has brought stays.");
        assertThat(StackSql.number("select count(*) from subscription where name = ?", Scene.SUBSCRIPTION))
                .isZero();
        assertThat(api().get("/admin/api/audit?action=subscription.delete&object=subscription/" + Scene.SUBSCRIPTION)
                        .jsonPath()
                        .getString("entries[0].detail"))
                .isEqualTo("reason=nobody needs it");
    }

    @Test
    void aSubscriptionOfTheFileIsNotDeleted() throws IOException {
        Scene.play();
        StackSql.update("update subscription set owner = 'file' where name = ?", Scene.SUBSCRIPTION);
        HtmlPage page = logIn("alice", "subscriptions/" + Scene.SUBSCRIPTION);

        Page answer = browser.post(
                console("subscriptions/" + Scene.SUBSCRIPTION + "/delete"), "reason=x&form_token=" + tokenOf(page));

        assertThat(page.asNormalizedText()).doesNotContain("Delete…");
        assertThat(statusOf(answer)).isEqualTo(409);
    }

    @Test
    void aBundleIsShownWithFilesToDownload() throws IOException {
        long bundle = api().request()
                .contentType("application/json")
                .body(AdminApi.bodyOf(MirroredSamples.small("packed", "1.0.0", "linux_amd64")))
                .post("/admin/api/bundles")
                .jsonPath()
                .getLong("id");
        assertThat(api().awaitEnd(bundle).getString("status")).isEqualTo("completed");
        HtmlPage page =
                logIn("victor", "bundles").getAnchorByText("Export " + bundle).click();

        Page part = page.getAnchorByText("part-0001.tar").click();
        Page readme = page.getAnchorByText("README.txt").click();

        assertThat(Sha256.hexOf(part.getWebResponse().getContentAsStream().readAllBytes()))
                .isEqualTo(api().get("/admin/api/bundles/" + bundle).jsonPath().getString("parts[0].sha256"));
        assertThat(readme.getWebResponse().getContentAsString()).contains("part-0001.tar");
        assertThat(page.getAnchorByText("its job").getHrefAttribute()).isEqualTo("/console/jobs/" + bundle);
        assertThat(page.asNormalizedText()).contains("1 part, ").containsPattern("Files are deleted\\s+in 29 days");
        for (String path : List.of("bundles/" + bundle + "/files/part-0002.tar", "bundles/999999999", "bundles/x")) {
            assertThat(statusOf(browser.open(console(path)))).as(path).isEqualTo(404);
        }
    }

    @Test
    void statementsOfABundlesSourceAreAccepted() throws IOException {
        Scene scene = Scene.play();
        HtmlPage page = logIn("alice", "bundles/" + scene.imported());
        assertThat(page.asNormalizedText())
                .contains("hashicorp/vault 5.3.0 linux_amd64", "it writes to a log", "to be decided", "not mirrored");
        assertThat(page.getAnchorByText("Bring the parts").getHrefAttribute())
                .isEqualTo("/console/bundles/import?name=WEEK-48");
        HtmlPage again = pressed(page, "Accept those chosen");
        assertThat(statusOf(again)).isEqualTo(400);
        assertThat(again.asNormalizedText()).contains("statement: choose at least one, or accept all");
        again.<HtmlCheckBoxInput>getFirstByXPath("//input[@name='statement']").setChecked(true);

        HtmlPage accepted = pressed(again, "Accept those chosen");

        if (accepted.asNormalizedText().contains("Go on")) {
            accepted = accepted.getAnchorByText("Go on").click();
        }
        assertThat(accepted.asNormalizedText()).contains("accepted").doesNotContain("to be decided", "Accept all");
        assertThat(api().get("/admin/api/providers/" + scene.packageId())
                        .jsonPath()
                        .getString("blocked_reason"))
                .isEqualTo("it writes to a log what it should not");
        assertThat(api().get("/admin/api/audit?action=bundle.accept&object=bundle/" + scene.imported())
                        .jsonPath()
                        .getString("entries[0].actor"))
                .isEqualTo("alice");
    }

    @Test
    void whatASourceHasDecidedIsPaged() throws IOException {
        Scene scene = Scene.play();
        StackSql.update(
                "insert into bundle_statement (bundle_id, decision, hostname, namespace, type, version, os, arch, reason)"
                        + " select ?, 'reject', 'registry.terraform.io', 'hashicorp', 'random', '9.' || n || '.0', '', '',"
                        + " 'too new' from generate_series(1, 60) n",
                scene.imported());
        HtmlPage first = logIn("alice", "bundles/" + scene.imported());

        HtmlPage second = first.getAnchorByText("Next ›").click();

        assertThat(first.asNormalizedText())
                .contains("random 9.48.0", "the version is kept out")
                .doesNotContain("9.49.0");
        assertThat(second.asNormalizedText())
                .contains("random 9.49.0", "random 9.60.0")
                .doesNotContain("9.48.0");
        second.<HtmlCheckBoxInput>getFirstByXPath("//input[@name='statement']").setChecked(true);
        HtmlPage accepted = pressed(second, "Accept those chosen");
        assertThat(accepted.asNormalizedText())
                .contains("what its source has decided counts here, too.", "random 9.49.0", "accepted")
                .doesNotContain("9.48.0");
        assertThat(StackSql.number(
                        "select count(*) from version_hold where namespace = 'hashicorp' and version = '9.49.0'"
                                + " and status = 'rejected'"))
                .isEqualTo(1);
    }

    @Test
    void whatFailedOfAnImportIsToldByItsJob() throws IOException {
        Scene scene = Scene.play();
        StackSql.update(
                "insert into bundle (id, direction, folder, created_by, source, serial, packed_at)"
                        + " select ?, direction, folder, created_by, source, serial + 1, packed_at from bundle where id = ?",
                scene.failed(),
                scene.imported());

        HtmlPage page = logIn("victor", "bundles/" + scene.failed());

        assertThat(page.asNormalizedText())
                .contains("What failed otherwise is told by its job")
                .doesNotContain("Nothing.");
    }

    @Test
    void anAdoptionMissesNothingOfItsOwn() throws IOException {
        Scene scene = Scene.play();
        long id = scene.exported();
        StackSql.update("update bundle set direction = 'adopt' where id = ?", id);

        HtmlPage page = logIn("victor", "bundles/" + id);

        assertThat(page.asNormalizedText())
                .contains("Taken over", "why others could not be, is told by its job.")
                .doesNotContain("What is missing", "Files to carry");
    }

    @Test
    void allStatementsOfABundleAreAcceptedAtOnce() throws IOException {
        Scene scene = Scene.play();

        pressed(logIn("alice", "bundles/" + scene.imported()), "Accept all");

        assertThat(api().get("/admin/api/providers/" + scene.packageId())
                        .jsonPath()
                        .getBoolean("blocked"))
                .isTrue();
    }

    @Test
    void whatIsInForceIsNotToBeDecided() throws IOException {
        Scene scene = Scene.play();
        HtmlPage page = logIn("alice", "bundles/" + scene.imported());
        pressed(page, "Accept all");
        StackSql.update(
                "update bundle_statement set accepted_by = null, accepted_at = null where bundle_id = ?",
                scene.imported());

        HtmlPage later = browser.open(console("bundles/" + scene.imported()));

        assertThat(later.asNormalizedText()).contains("in force already").doesNotContain("to be decided", "Accept all");
    }

    @Test
    void severalJobsAreRetriedAtOnce() throws IOException {
        Scene scene = Scene.play();
        HtmlPage jobs = logIn("alice", "jobs");
        jobs.<HtmlCheckBoxInput>getByXPath("//input[@name='job']").forEach(each -> each.setChecked(true));

        HtmlPage page = jobs.<HtmlButton>getFirstByXPath("//button[.='Retry']").click();

        assertThat(page.asNormalizedText()).contains("only a failed or cancelled job can be retried");
        assertThat(api().get("/admin/api/audit?action=job.retry&object=job/" + scene.failed())
                        .jsonPath()
                        .getString("entries[0].outcome"))
                .isEqualTo("done");
    }

    @Test
    void pausingIsSeenOnTheOverview() throws IOException {
        HtmlPage confirm = logIn("alice", "").getAnchorByText("Pause…").click();

        HtmlPage paused = ConsoleBrowser.press(confirm.getForms().get(0), "Pause");

        assertThat(paused.asNormalizedText()).contains("claim no more");
        HtmlPage resumed = ConsoleBrowser.press(paused.getForms().get(0), "Resume");
        assertThat(resumed.asNormalizedText()).contains("All replicas claim jobs again.");
    }

    @Test
    void aJobsEventsArePartsOfItsPage() throws IOException {
        Scene scene = Scene.play();
        logIn("alice", "");
        StackSql.update(
                "update job_item set status = 'cancelled', completed_at = now() where job_id = ? and status in"
                        + " ('pending', 'downloading')",
                scene.running());
        StackSql.update(
                "update job set status = 'failed', completed_at = now(), cancelled_items = 2, lease_owner = null,"
                        + " lease_expires_at = null where id = ?",
                scene.running());

        TextPage events = browser.open(console("jobs/" + scene.running() + "/events"));

        assertThat(events.getContent())
                .contains("event:change", "<div id=\"progress\"", "hx-swap-oob=\"true\"", "event:end")
                .contains("Treat it as an attack until it is explained");
    }

    private static List<String> pagesOf(Scene scene) {
        return List.of(
                "",
                "jobs",
                "jobs/" + scene.running(),
                "jobs/" + scene.failed(),
                "providers",
                "providers/registry.terraform.io/hashicorp/aws",
                "packages/" + scene.packageId(),
                "packages?state=unproven",
                "holds",
                "subscriptions",
                "subscriptions/" + Scene.SUBSCRIPTION,
                "bundles",
                "bundles/" + scene.imported(),
                "audit",
                "setup");
    }

    private HtmlPage logIn(String user, String path) throws IOException {
        return browser.logIn(base(), user, MirrorStackResource.stack().password(), path);
    }

    private static HtmlPage pressed(HtmlPage page, String label) throws IOException {
        return page.<HtmlButton>getFirstByXPath("//button[normalize-space()='" + label + "']")
                .click();
    }

    private static String tokenOf(HtmlPage page) {
        return page.getForms().get(0).getInputByName("form_token").getValue();
    }

    private static int statusOf(Page page) {
        return page.getWebResponse().getStatusCode();
    }

    private static long packageId(PackageId id) {
        return StackSql.number(
                "select id from mirrored_package where namespace = ? and type = ? and version = ? and os = ?",
                id.provider().namespace(),
                id.provider().type(),
                id.version().toString(),
                id.platform().os());
    }

    private static AdminApi api() {
        return new AdminApi(MirrorStackResource.stack().adminToken());
    }

    private static URI console(String path) {
        return base().resolve("/console/" + path);
    }

    private static URI base() {
        return URI.create("http://localhost:" + RestAssured.port);
    }
}
