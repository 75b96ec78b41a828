package org.tfmirror.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.URI;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.MirrorStack;
import org.tfmirror.test.MirrorStackResource;
import org.tfmirror.test.MirroredSamples;
import org.tfmirror.test.StackSql;

/** The console in a real browser, where there is one. It leaves pictures in {@code target/screenshots}. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
class ConsoleTourTest {

    private final SoftAssertions softly = new SoftAssertions();

    @BeforeAll
    static void requireABrowser() {
        assumeTrue(Chromium.isPresent(), "chromium and chromedriver are not on the PATH");
    }

    @AfterEach
    void clear() {
        Scene.clear();
        processor("resume");
    }

    private static void processor(String command) {
        new AdminApi(MirrorStackResource.stack().adminToken())
                .request()
                .post("/admin/api/processor/" + command)
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anOperatorFindsTheirWay(boolean script) {
        String version = script ? "1.0.0" : "1.0.1";
        PackageId id = MirrorStackResource.stack().registry().publishSample("acme", "tour", version, "linux_amd64");
        processor("pause");
        try (Chromium browser = Chromium.start(script)) {
            logIn(browser, "alice", "");

            browser.click("Submit");
            browser.type("providers", id.provider() + " " + version);
            browser.click("Preview");
            browser.awaitText("to be fetched");
            browser.click("Submit 1 package");
            browser.awaitText("The job was submitted.");
            browser.awaitText("0 of 1 completed");
            processor("resume");
            if (script) {
                browser.awaitText("1 of 1 completed"); // without a reload by hand
            } else {
                awaitByReload(browser, "1 of 1 completed");
            }

            browser.click("Providers");
            browser.find(By.name("search")).sendKeys("acme/tour"); // the list has pages
            browser.click("Search");
            browser.click("acme/tour");
            browser.click(By.xpath(
                    "//tr[.//td[normalize-space()='%s']]//a[normalize-space()='linux_amd64']".formatted(version)));
            browser.awaitText("h1:");
            browser.click("Block…");
            browser.type("reason", "looks odd");
            browser.click("Block");
            browser.awaitText("The package is blocked");
            browser.awaitText("looks odd");

            browser.click("Audit");
            browser.awaitText("package.block");
            browser.awaitText("reason=looks odd");
            assertThat(browser.complaints())
                    .filteredOn(each -> each.contains("Content Security Policy"))
                    .isEmpty();
        }
    }

    private static void awaitByReload(Chromium browser, String text) {
        org.awaitility.Awaitility.await()
                .atMost(java.time.Duration.ofSeconds(60))
                .until(() -> {
                    browser.click("Refresh");
                    return browser.text().contains(text);
                });
    }

    @Test
    void everyScreenIsForEverybody() throws IOException {
        Scene scene = Scene.play();
        try (Chromium browser = Chromium.start(true)) {
            logIn(browser, "alice", "");
            look(browser, "overview", "");
            browser.illustrate("overview", false);
            look(browser, "jobs", "jobs");
            look(browser, "jobs-none", "jobs?status=cancelled");
            look(browser, "job-live", "jobs/" + scene.running());
            browser.illustrate("job", true);
            look(browser, "job-failed", "jobs/" + scene.failed());
            look(browser, "providers", "providers");
            look(browser, "provider", "providers/registry.terraform.io/hashicorp/aws");
            look(browser, "package", "packages/" + scene.packageId());
            look(browser, "block", "packages/" + scene.packageId() + "/block");
            look(browser, "list", "releases/list?source=hashicorp/aws&version=6.40.1");
            look(browser, "verify", "releases/verify?source=hashicorp/aws&version=6.40.1");
            look(browser, "packages-unproven", "packages?state=unproven");
            look(browser, "packages-none", "packages?state=untrusted");
            PackageId proven = MirroredSamples.small("looked", "1.0.0", "linux_amd64");
            look(browser, "package-proven", "packages/" + StackSql.number("select max(id) from mirrored_package"));
            look(browser, "submit", "submit");
            browser.type("providers", "acme/../x 1.0\nhashicorp/aws 6.40.0");
            browser.click("Preview");
            browser.awaitText("Something is wrong");
            look(browser, "submit-wrong");
            browser.type(
                    "providers",
                    MirrorStack.ORIGIN + "/hashicorp/consul 2.22.0\n" + MirrorStack.ORIGIN
                            + "/hashicorp/consul 2.23.0");
            browser.click("Preview");
            browser.awaitText("mirrored already");
            look(browser, "submit-preview");
            look(browser, "subscriptions", "subscriptions");
            look(browser, "subscriptions-none", "subscriptions?after=zzz");
            look(browser, "subscription", "subscriptions/" + Scene.SUBSCRIPTION);
            look(browser, "subscription-delete", "subscriptions/" + Scene.SUBSCRIPTION + "/delete");
            look(browser, "subscribe", "subscribe");
            browser.type("name", "core");
            browser.type("providers", proven.provider() + " ~> 1.0");
            browser.click("Preview");
            browser.awaitText("What core would bring first");
            look(browser, "subscribe-preview");
            look(browser, "subscribe-change", "subscribe?name=" + Scene.SUBSCRIPTION);
            look(browser, "holds", "holds");
            look(browser, "holds-none", "holds?status=held&after=1");
            look(browser, "hold-waive", "holds/" + scene.hold() + "/waive");
            look(browser, "bundles", "bundles");
            look(browser, "bundles-none", "bundles?after=1");
            look(browser, "export", "bundles/export");
            browser.type("since", "../x");
            browser.click("Preview");
            browser.awaitText("Something is wrong");
            look(browser, "export-wrong");
            browser.type("since", "");
            browser.click("Preview");
            browser.awaitText("Pack it");
            look(browser, "export-preview");
            look(browser, "import", "bundles/import");
            browser.open(console("bundles/import?name=nothing-there"));
            browser.click("Import");
            browser.awaitText("Upload it, or correct the name.");
            look(browser, "import-refused");
            look(browser, "bundle-import", "bundles/" + scene.imported());
            look(browser, "bundle-export", "bundles/" + scene.exported());
            look(browser, "audit", "audit");
            look(browser, "setup", "setup");
            look(browser, "pause", "processor/pause");
            look(browser, "error", "jobs/999999999");
            look(browser, "signed-out", "signed-out");
            assertThat(browser.complaints())
                    .filteredOn(each -> each.contains("Content Security Policy"))
                    .isEmpty();
        }
        softly.assertAll();
    }

    private void look(Chromium browser, String name, String path) throws IOException {
        browser.open(console(path));
        look(browser, name);
    }

    private void look(Chromium browser, String name) throws IOException {
        browser.picture(name);
        softly.assertThat(browser.violations()).as("violations on " + name).isEmpty();
    }

    private static void logIn(Chromium browser, String user, String path) {
        browser.open(console(path));
        org.openqa.selenium.WebElement name = browser.find(By.name("username"));
        name.clear();
        name.sendKeys(user);
        browser.find(By.name("password")).sendKeys(MirrorStackResource.stack().password());
        browser.click(By.id("log-in"));
        browser.awaitText("Overview");
    }

    private static URI console(String path) {
        return URI.create("http://localhost:%d/console/%s".formatted(RestAssured.port, path));
    }
}
