package org.tfmirror.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.htmlunit.Page;
import org.htmlunit.html.HtmlButton;
import org.htmlunit.html.HtmlFileInput;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.html.HtmlRadioButtonInput;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.MirrorStack;
import org.tfmirror.test.MirrorStackResource;
import org.tfmirror.test.MirroredSamples;
import org.tfmirror.test.StackSql;

/** What is packed, imported and subscribed to by forms, in a browser that runs no script. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
class ConsoleFormsTest {

    private final ConsoleBrowser browser = new ConsoleBrowser();

    @AfterEach
    void close() {
        browser.close();
        StackSql.update("delete from subscription where name like 'form-%'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bundles/export",
                "bundles/export/preview",
                "bundles/import/files",
                "subscribe",
                "subscribe/preview",
                "subscribe/text",
                "subscribe/text/preview"
            })
    void onlyAnAdminsOwnPageSendsAForm(String path) throws IOException {
        logIn("alice", "");
        assertThat(statusOf(browser.postMultipart(console(path), "9999999999.AAAA")))
                .isEqualTo(403);
        try (ConsoleBrowser viewer = new ConsoleBrowser()) {
            viewer.logIn(base(), "victor", MirrorStackResource.stack().password(), "");
            assertThat(statusOf(viewer.postMultipart(console(path), "x"))).isEqualTo(403);
            assertThat(statusOf(viewer.open(console(path.replaceAll("/(preview|text|files).*", "")))))
                    .isEqualTo(403);
        }
    }

    @Test
    void onlyAnAdminsOwnPageImports() throws IOException {
        logIn("alice", "");
        assertThat(statusOf(browser.post(console("bundles/import"), "name=x&form_token=x")))
                .isEqualTo(403);
        try (ConsoleBrowser viewer = new ConsoleBrowser()) {
            viewer.logIn(base(), "victor", MirrorStackResource.stack().password(), "");
            assertThat(statusOf(viewer.post(console("bundles/import"), "name=x&form_token=x")))
                    .isEqualTo(403);
        }
    }

    @Test
    void aSelectionIsPreviewedAndPacked() throws IOException {
        PackageId id = MirroredSamples.small("formpacked", "1.0.0", "linux_amd64");
        HtmlForm form = formOf(
                logIn("alice", "bundles").getAnchorByText("Pack a bundle").click());
        choose(form, "selection");
        form.getTextAreaByName("providers").setText(id.provider() + " 1.0.0\n" + id.provider() + " 9.9.9");
        form.getInputByName("part_size").setValue("700M");

        HtmlPage preview = ConsoleBrowser.press(form, "Preview");

        assertThat(preview.asNormalizedText())
                .contains("1 package of 1 version", "in one part", id.toString())
                .contains("Named, and not mirrored", "9.9.9");
        HtmlForm again = formOf(preview);
        again.getTextAreaByName("providers").setText(id.provider() + " 1.0.0");
        HtmlPage bundle = ConsoleBrowser.press(again, "Pack it");
        assertThat(bundle.asNormalizedText()).contains("The bundle is being packed.");
        long bundleId = idOf(bundle);
        assertThat(api().awaitEnd(bundleId).getString("status")).isEqualTo("completed");
        assertThat(StackSql.number("select part_size from bundle where id = ?", bundleId))
                .isEqualTo(700L << 20);
        assertThat(actorOf("bundle.export", "bundle/" + bundleId)).isEqualTo("alice");
    }

    @Test
    void whatTheOtherSideHasIsLeftOut() throws IOException {
        PackageId id = MirroredSamples.small("formsince", "1.0.0", "linux_amd64");
        long first = export(id);
        HtmlForm form = formOf(logIn("alice", "bundles/export"));
        choose(form, "selection");
        form.getTextAreaByName("providers").setText(id.provider() + " 1.0.0");
        form.getTextAreaByName("since").setText(first + "/manifest.json\n");

        HtmlPage preview = ConsoleBrowser.press(form, "Preview");

        assertThat(preview.asNormalizedText()).contains("This would pack nothing.");
    }

    @ParameterizedTest
    @CsvSource({"since, ../x, since", "part_size, 4 gigabytes, part_size", "providers, acme/../x 1, providers"})
    void whatIsWrongWithAnExportIsSaidInItsForm(String field, String value, String named) throws IOException {
        HtmlForm form = formOf(logIn("alice", "bundles/export"));
        choose(form, "selection");
        form.getTextAreaByName("providers").setText(MirrorStack.ORIGIN + "/acme/x 1.0.0");
        if (field.equals("part_size")) {
            form.getInputByName(field).setValue(value);
        } else {
            form.getTextAreaByName(field).setText(value);
        }

        HtmlPage page = ConsoleBrowser.press(form, "Preview");

        assertThat(statusOf(page)).isEqualTo(400);
        assertThat(page.asNormalizedText()).contains("Something is wrong", named + ":");
        assertThat(page.<HtmlRadioButtonInput>getFirstByXPath("//input[@value='selection']")
                        .isChecked())
                .isTrue();
    }

    @Test
    void aBundleIsImportedFromAPrefix() throws IOException {
        long packed = export(MirroredSamples.small("formcarried", "1.0.0", "linux_amd64"));
        HtmlForm form =
                importOf(logIn("alice", "bundles").getAnchorByText("Import one").click());
        form.getInputByName("prefix").setValue(StackSql.text("select folder from bundle where id = ?", packed));
        form.getInputByName("waive").setValue("carried by hand");

        HtmlPage bundle = ConsoleBrowser.press(form, "Import");

        assertThat(bundle.asNormalizedText()).contains("The bundle is being imported.");
        assertThat(api().awaitEnd(idOf(bundle)).getString("status")).isEqualTo("completed");
        assertThat(api().job(idOf(bundle)).getString("waive")).isEqualTo("carried by hand");
        assertThat(actorOf("bundle.import", "bundle/" + idOf(bundle))).isEqualTo("alice");
    }

    @Test
    void filesAreUploadedByAFormAndImported(@TempDir Path folder) throws IOException {
        PackageId id = MirroredSamples.small("formuploaded", "1.0.0", "linux_amd64");
        long packed = export(id);
        File[] files = Stream.of("part-0001.tar", "manifest.json", "manifest.json.sig")
                .map(name -> download(packed, name, folder))
                .toArray(File[]::new);
        HtmlForm form = uploadOf(logIn("alice", "bundles/import"));
        form.getInputByName("name").setValue("by-form");
        form.<HtmlFileInput>getInputByName("files").setFiles(files);

        HtmlPage uploaded = ConsoleBrowser.press(form, "Upload");

        assertThat(uploaded.asNormalizedText())
                .contains("The files have come.", "part-0001.tar", "manifest.json.sig")
                .doesNotContain("It cannot begin without");
        assertThat(actorOf("bundle.upload", "bundle/import/by-form/part-0001.tar"))
                .isEqualTo("alice");
        HtmlPage bundle = ConsoleBrowser.press(importOf(uploaded), "Import");
        assertThat(api().awaitEnd(idOf(bundle)).getString("status")).isEqualTo("completed");
        assertThat(browser.<HtmlPage>open(console("bundles/" + idOf(bundle))).asNormalizedText())
                .contains("1 of 1 package", "Nothing.");
        assertThat(browser.<HtmlPage>open(console("jobs/" + idOf(bundle)))
                        .getAnchorByText("its bundle")
                        .getHrefAttribute())
                .isEqualTo("/console/bundles/" + idOf(bundle));
    }

    @Test
    void aFileThatIsNoneOfABundleIsLeftOut(@TempDir Path folder) throws IOException {
        HtmlForm form = uploadOf(logIn("alice", "bundles/import"));
        form.getInputByName("name").setValue("left-out");
        form.<HtmlFileInput>getInputByName("files")
                .setFiles(
                        written(folder, "notes.txt", 1_000_000),
                        written(folder, "part-0002.tar", 20_000_000),
                        written(folder, "receipt.gz", 10));

        HtmlPage page = ConsoleBrowser.press(form, "Upload");

        assertThat(statusOf(page)).isEqualTo(400);
        assertThat(page.asNormalizedText()).contains("\"notes.txt\" is no file of a bundle and was left out");
        assertThat(importOf(page).getInputByName("name").getValue()).isEqualTo("left-out");
        assertThat(page.getElementById("upload-form").asNormalizedText())
                .contains("part-0002.tar", "receipt.gz")
                .doesNotContain("notes.txt");
        assertThat(importOf(page).asNormalizedText())
                .contains("It cannot begin without manifest.json and manifest.json.sig");
        assertThat(api().get("/admin/api/bundles/import/left-out/part-0002.tar")
                        .jsonPath()
                        .getLong("size_bytes"))
                .isEqualTo(20_000_000);
    }

    @Test
    void theKeyAndTheReceiptAreThereToBeCarried() throws IOException {
        HtmlPage bundles = logIn("alice", "bundles");

        Page key = bundles.getAnchorByText("bundle-key.pem").click();
        Page receipt = bundles.getAnchorByText("receipt.gz").click();

        assertThat(key.getWebResponse().getContentAsString())
                .isEqualTo(api().get("/admin/api/bundles/key").asString());
        assertThat(receipt.getWebResponse().getContentType()).isEqualTo("application/gzip");
    }

    @ParameterizedTest
    @CsvSource({"'', '', 400, name:", "x, y, 400, name:", "nothing-there, '', 422, 'Upload it, or correct the name.'"})
    void whatCannotBeImportedIsSaidInItsForm(String name, String prefix, int status, String said) throws IOException {
        HtmlForm form = importOf(logIn("alice", "bundles/import"));
        form.getInputByName("name").setValue(name);
        form.getInputByName("prefix").setValue(prefix);

        HtmlPage page = ConsoleBrowser.press(form, "Import");

        assertThat(statusOf(page)).isEqualTo(status);
        assertThat(page.asNormalizedText()).contains(said);
        assertThat(importOf(page).getInputByName("name").getValue()).isEqualTo(name);
        assertThat(api().get("/admin/api/audit?action=bundle.import&outcome=refused")
                        .jsonPath()
                        .getString("entries[0].actor"))
                .isEqualTo("alice");
    }

    @Test
    void evidenceThatIsMissingIsFetchedByAButton() throws IOException {
        PackageId id = MirroredSamples.small("formevidence", "1.0.0", "linux_amd64");
        long packageId = StackSql.number(
                "select id from mirrored_package where type = ?", id.provider().type());
        StackSql.update("update mirrored_package set evidence = null where id = " + packageId);
        HtmlForm form =
                logIn("alice", "packages/" + packageId).getFirstByXPath("//form[@action='/console/releases/evidence']");

        HtmlPage job = ConsoleBrowser.press(form, "Fetch them");

        assertThat(job.asNormalizedText()).contains("is being fetched");
        assertThat(api().awaitEnd(idOf(job)).getString("status")).isEqualTo("completed");
        assertThat(actorOf("package.evidence", "job/" + idOf(job))).isEqualTo("alice");
        assertThat(browser.<HtmlPage>open(console("packages/" + packageId)).asNormalizedText())
                .contains("SHA256SUMS")
                .doesNotContain("Fetch them");
    }

    @Test
    void aSubscriptionIsPlannedSavedAndChanged() throws IOException {
        PackageId id = MirrorStackResource.stack().registry().publishSample("acme", "formplan", "1.2.0", "linux_amd64");
        MirrorStackResource.stack().registry().publishSample("acme", "formplan", "1.1.0", "linux_amd64");
        HtmlForm form = formOf(
                logIn("alice", "subscriptions").getAnchorByText("Subscribe").click());
        form.getInputByName("name").setValue("form-fields");
        form.getInputByName("every").setValue("1d");
        form.getTextAreaByName("providers").setText(id.provider() + " ~> 1.0");
        form.getInputByName("newest").setValue("2");

        HtmlPage unknown = ConsoleBrowser.press(form, "Preview");
        api().awaitEnd(api().submit(id.provider().toString(), "< 1.2", "linux_amd64"));
        HtmlPage preview = ConsoleBrowser.press(formOf(unknown), "Preview");

        assertThat(unknown.asNormalizedText()).contains(id.provider() + ": the origin has never answered with a list");
        assertThat(preview.asNormalizedText())
                .contains("What form-fields would bring first", "1 package of 1 version", id.toString());
        assertThat(StackSql.number("select count(*) from subscription where name = 'form-fields'"))
                .isZero();
        HtmlPage saved = pressed(preview, "Save the subscription");
        assertThat(saved.asNormalizedText()).contains("The subscription was saved.", "every 1d", "the newest 2");
        assertThat(actorOf("subscription.put", "subscription/form-fields")).isEqualTo("alice");
        HtmlForm change = formOf(saved.getAnchorByText("Change…").click());
        assertThat(change.getTextAreaByName("providers").getText()).isEqualTo(id.provider() + " ~> 1.0");
        change.getInputByName("every").setValue("12h");
        HtmlPage changed = pressed(ConsoleBrowser.press(change, "Preview"), "Save the subscription");
        assertThat(changed.asNormalizedText()).contains("every 12h");
    }

    @Test
    void severalSubscriptionsAreSavedFromAText() throws IOException {
        PackageId id = MirrorStackResource.stack().registry().publishSample("acme", "formtext", "1.2.0", "linux_amd64");
        String block = """
                subscription "%s" {
                  cron = "0 3 * * *"
                  provider "%s" {
                    versions         = ["~> 1.0", "latest"]
                    platforms        = ["linux_amd64"]
                    newest_per_minor = 1
                  }
                }
                """;
        HtmlForm form = textFormOf(logIn("alice", "subscribe"));
        form.getTextAreaByName("text")
                .setText(block.formatted("form-one", id.provider()) + block.formatted("form-two", id.provider()));

        HtmlPage preview = ConsoleBrowser.press(form, "Preview the text");
        HtmlPage saved = pressed(preview, "Save 2 subscriptions");

        assertThat(preview.asNormalizedText()).contains("What form-one would", "What form-two would");
        assertThat(saved.asNormalizedText()).contains("The subscriptions were saved.", "form-one", "form-two");
        assertThat(actorOf("subscription.load", "subscriptions")).isEqualTo("alice");
        HtmlPage change = browser.open(console("subscribe?name=form-one"));
        assertThat(change.asNormalizedText()).contains("which fields cannot say");
        assertThat(textFormOf(change).getTextAreaByName("text").getText()).contains("newest_per_minor = 1");
    }

    @Test
    void whatIsWrongWithASubscriptionIsSaidInItsForm() throws IOException {
        HtmlForm form = formOf(logIn("alice", "subscribe"));
        form.getInputByName("name").setValue("Form");
        form.getInputByName("cron").setValue("x");
        form.getTextAreaByName("providers").setText("# a line\nacme/../y 1");

        HtmlPage page = ConsoleBrowser.press(form, "Preview");

        assertThat(statusOf(page)).isEqualTo(400);
        assertThat(page.asNormalizedText()).contains("name: ", "every: ", "providers: line 2: ");
        HtmlForm text = textFormOf(page);
        text.getTextAreaByName("text").setText("subscription \"form-x\" {\n  every = \"6\"\n}");
        assertThat(ConsoleBrowser.press(text, "Preview the text").asNormalizedText())
                .contains("file: line 1, column 1");
    }

    @Test
    void aSubscriptionOfTheFileIsChangedThere() throws IOException {
        PackageId id = MirrorStackResource.stack().registry().publishSample("acme", "formfile", "1.2.0", "linux_amd64");
        HtmlForm form = formOf(logIn("alice", "subscribe"));
        form.getInputByName("name").setValue("form-file");
        form.getTextAreaByName("providers").setText(id.provider() + " 1.2.0");
        HtmlPage saved = pressed(ConsoleBrowser.press(form, "Preview"), "Save the subscription");
        HtmlPage change = saved.getAnchorByText("Change…").click();
        StackSql.update("update subscription set owner = 'file' where name = 'form-file'");

        HtmlPage refused = pressed(ConsoleBrowser.press(formOf(change), "Preview"), "Save the subscription");

        assertThat(statusOf(refused)).isEqualTo(409);
        assertThat(refused.asNormalizedText()).contains("subscription_of_file", "change it there");
        assertThat(browser.<HtmlPage>open(console("subscriptions/form-file")).asNormalizedText())
                .doesNotContain("Change…");
    }

    @Test
    void aLongTextIsTakenWhole() throws IOException {
        String comment = "# a line that says nothing\n".repeat(4_000);
        HtmlForm form = formOf(logIn("alice", "submit"));
        form.getTextAreaByName("providers").setText(comment + "acme/../y 1");

        HtmlPage page = ConsoleBrowser.press(form, "Preview");

        assertThat(page.asNormalizedText()).contains("line 4001:");
    }

    private static long export(PackageId id) {
        long bundle = api().request()
                .contentType("application/json")
                .body(AdminApi.bodyOf(id))
                .post("/admin/api/bundles")
                .jsonPath()
                .getLong("id");
        assertThat(api().awaitEnd(bundle).getString("status")).isEqualTo("completed");
        return bundle;
    }

    private static File download(long bundle, String name, Path folder) {
        try {
            byte[] bytes =
                    api().get("/admin/api/bundles/" + bundle + "/" + name).asByteArray();
            return Files.write(folder.resolve(name), bytes).toFile();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static File written(Path folder, String name, int size) throws IOException {
        return Files.write(folder.resolve(name), new byte[size]).toFile();
    }

    private static HtmlForm uploadOf(HtmlPage page) {
        return page.getHtmlElementById("upload-form");
    }

    private static void choose(HtmlForm form, String what) {
        form.<HtmlRadioButtonInput>getFirstByXPath(".//input[@value='" + what + "']")
                .setChecked(true);
    }

    private static HtmlForm formOf(HtmlPage page) {
        return page.getForms().get(0);
    }

    private static HtmlForm importOf(HtmlPage page) {
        return page.getHtmlElementById("import-form");
    }

    private static HtmlForm textFormOf(HtmlPage page) {
        return page.getHtmlElementById("text-form");
    }

    private static long idOf(HtmlPage page) {
        return Long.parseLong(page.getUrl().getPath().replaceAll("\\D", ""));
    }

    private static String actorOf(String action, String object) {
        return api().get("/admin/api/audit?outcome=done&action=" + action + "&object=" + object)
                .jsonPath()
                .getString("entries[0].actor");
    }

    private HtmlPage logIn(String user, String path) throws IOException {
        return browser.logIn(base(), user, MirrorStackResource.stack().password(), path);
    }

    private static HtmlPage pressed(HtmlPage page, String label) throws IOException {
        return page.<HtmlButton>getFirstByXPath("//button[normalize-space()='" + label + "']")
                .click();
    }

    private static int statusOf(Page page) {
        return page.getWebResponse().getStatusCode();
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
