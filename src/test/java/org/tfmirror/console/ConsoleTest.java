package org.tfmirror.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.URI;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.test.MirrorStackResource;

/** The console in a browser that runs no script. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
class ConsoleTest {

    private final ConsoleBrowser browser = new ConsoleBrowser();

    @AfterEach
    void close() {
        browser.close();
    }

    @Test
    void whoLogsInIsShownThePageThatTheyAskedFor() throws IOException {
        HtmlPage page = logIn("alice", "jobs");

        assertThat(page.getUrl().getPath()).isEqualTo("/console/jobs");
        assertThat(page.getTitleText()).isEqualTo("Jobs · TF Mirror");
    }

    private HtmlPage logIn(String user, String path) throws IOException {
        return browser.logIn(base(), user, MirrorStackResource.stack().password(), path);
    }

    private static URI base() {
        return URI.create("http://localhost:" + RestAssured.port);
    }
}
