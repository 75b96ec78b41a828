package org.tfmirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.htmlunit.CookieManager;
import org.htmlunit.WebClient;
import org.htmlunit.html.HtmlElement;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.util.Cookie;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tfmirror.local.Passwords;
import org.tfmirror.test.KeycloakServer;
import org.tfmirror.test.OwnThread;
import org.tfmirror.test.PackagedApplication;
import org.tfmirror.test.ReplicaExtension;

/** The console's sessions at a real Keycloak, in two replicas. Its tokens last two seconds. */
@DisabledIfSystemProperty(
        named = "test.tfmirror.skip-keycloak",
        matches = "true",
        disabledReason = "-DskipKeycloak=true was given")
class ConsoleKeycloakIT {

    @RegisterExtension
    static final ReplicaExtension replicas = new ReplicaExtension();

    private static @Nullable KeycloakServer keycloak;
    private static @Nullable PackagedApplication one;
    private static @Nullable PackagedApplication other;

    @BeforeAll
    static void start() throws Exception {
        keycloak = KeycloakServer.start();
        String secret = Passwords.generate() + Passwords.generate();
        one = start(secret);
        other = start(secret);
    }

    private static PackagedApplication start(String secret) throws Exception {
        return replicas.start(replicas.replica()
                .with("quarkus.oidc.auth-server-url", keycloak().issuer().toString())
                .with("tfmirror.console.client-id", "tf-mirror-console")
                .with("tfmirror.console.session-secret", secret));
    }

    @AfterAll
    static void stop() throws IOException {
        if (keycloak != null) {
            keycloak.close();
        }
    }

    @Test
    void rolesAreThoseOfTheAccessToken() throws IOException {
        try (WebClient admin = browser();
                WebClient viewer = browser();
                WebClient nobody = browser()) {
            assertThat(logIn(admin, "alice").asNormalizedText()).contains("alice", "Submit");
            assertThat(logIn(viewer, "victor").asNormalizedText())
                    .contains("victor (viewer)")
                    .doesNotContain("Submit");
            assertThat(logIn(nobody, "norman").getWebResponse().getStatusCode()).isEqualTo(403);
        }
    }

    @Test
    void twoReplicasRefreshOneSessionAtOnce() throws Exception {
        try (WebClient browser = browser()) {
            logIn(browser, "alice");
            String session = cookies(browser);
            awaitExpiry();

            List<CompletableFuture<Response>> answers = Stream.of(one, other, one, other)
                    .map(replica -> OwnThread.supply(() -> get(replica, session)))
                    .toList();

            for (CompletableFuture<Response> answer : answers) {
                assertThat(answer.get().statusCode()).isEqualTo(200);
                assertThat(answer.get().headers().getValues("Set-Cookie"))
                        .anyMatch(cookie -> cookie.startsWith("q_session"));
            }
        }
    }

    @Test
    void aSessionThatHasEndedAtTheProviderEndsWithItsTokens() throws IOException {
        try (WebClient browser = browser()) {
            HtmlPage page = logIn(browser, "alice");
            String stolen = cookies(browser);

            HtmlPage out = page.getAnchorByText("Log out").click();

            assertThat(out.getUrl().getPath()).isEqualTo("/console/signed-out");
            HtmlPage again = browser.getPage(console(one).toURL());
            assertThat(again.getUrl().getHost() + ":" + again.getUrl().getPort())
                    .isEqualTo(keycloak().issuer().getAuthority());
            awaitExpiry();
            Response late = get(other, stolen);
            assertThat(late.statusCode()).isEqualTo(302);
            assertThat(late.header("Location")).contains("/console/signed-out");
            assertThat(late.headers().getValues("Set-Cookie"))
                    .anyMatch(cookie -> cookie.startsWith("q_session") && cookie.contains("Max-Age=0"));
        }
    }

    @Test
    void aSessionIsNoKeyToTheApi() throws IOException {
        try (WebClient browser = browser()) {
            logIn(browser, "alice");

            Response answer = RestAssured.given()
                    .baseUri(running(one).baseUri().toString())
                    .header("Cookie", cookies(browser))
                    .get("/admin/api/jobs");

            assertThat(answer.statusCode()).isEqualTo(401);
        }
    }

    /** Longer than the tokens live, which Keycloak counts in whole seconds. */
    private static void awaitExpiry() {
        Awaitility.await().pollDelay(Duration.ofSeconds(4)).until(() -> true);
    }

    private static Response get(@Nullable PackagedApplication replica, String cookies) {
        return RestAssured.given()
                .redirects()
                .follow(false)
                .header("Cookie", cookies)
                .get(console(replica));
    }

    private static String cookies(WebClient browser) {
        CookieManager jar = browser.getCookieManager();
        String session = jar.getCookies().stream()
                .filter(cookie -> cookie.getName().startsWith("q_session"))
                .map(cookie -> cookie.getName() + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
        assertThat(session).isNotEmpty();
        return session;
    }

    private static WebClient browser() {
        WebClient browser = new WebClient();
        browser.getOptions().setJavaScriptEnabled(false);
        browser.getOptions().setCssEnabled(false);
        browser.getOptions().setThrowExceptionOnFailingStatusCode(false);
        return browser;
    }

    private static HtmlPage logIn(WebClient browser, String user) throws IOException {
        HtmlPage page = browser.getPage(console(one).toURL());
        HtmlForm form = (HtmlForm) page.getElementById("kc-form-login");
        form.getInputByName("username").setValue(user);
        form.getInputByName("password").setValue(keycloak().password(user));
        sendSecureCookiesInPlain(browser.getCookieManager());
        HtmlElement button = form.getFirstByXPath(".//*[@id='kc-login']");
        return button.click();
    }

    /** As browsers do for this machine's own address, and HtmlUnit does not. */
    private static void sendSecureCookiesInPlain(CookieManager jar) {
        for (Cookie each : List.copyOf(jar.getCookies())) {
            if (each.isSecure()) {
                jar.removeCookie(each);
                jar.addCookie(new Cookie(
                        each.getDomain(),
                        each.getName(),
                        each.getValue(),
                        each.getPath(),
                        each.getExpires(),
                        false,
                        each.isHttpOnly()));
            }
        }
    }

    private static URI console(@Nullable PackagedApplication replica) {
        return running(replica).baseUri().resolve("/console/");
    }

    private static KeycloakServer keycloak() {
        return Objects.requireNonNull(keycloak);
    }

    private static PackagedApplication running(@Nullable PackagedApplication replica) {
        return Objects.requireNonNull(replica);
    }
}
