package org.tfmirror.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A real browser, without a window. */
final class Chromium implements AutoCloseable {

    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    private final ChromeDriver driver;
    private final boolean script;

    private Chromium(ChromeDriver driver, boolean script) {
        this.driver = driver;
        this.script = script;
    }

    /** Whether it can be started here: {@code chromium} and {@code chromedriver} are on the PATH. */
    static boolean isPresent() {
        return find("chromium").isPresent() && find("chromedriver").isPresent();
    }

    private static Optional<File> find(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> new File(folder, program))
                .filter(File::canExecute)
                .findFirst();
    }

    static Chromium start(boolean script) {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(find("chromium").orElseThrow());
        options.addArguments(
                "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--no-proxy-server", "--lang=en-GB");
        if (!script) {
            options.setExperimentalOption("prefs", Map.of("profile.managed_default_content_settings.javascript", 2));
        }
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(find("chromedriver").orElseThrow())
                .build();
        Chromium browser = new Chromium(new ChromeDriver(service, options), script);
        browser.resize(1_280);
        return browser;
    }

    void open(URI address) {
        driver.get(address.toString());
    }

    String path() {
        return URI.create(driver.getCurrentUrl()).getPath();
    }

    String text() {
        return driver.findElement(By.tagName("body")).getText();
    }

    WebElement find(By what) {
        return wait(() -> shown(what));
    }

    private Optional<WebElement> shown(By what) {
        return driver.findElements(what).stream()
                .filter(WebElement::isDisplayed)
                .findFirst();
    }

    boolean has(By what) {
        return !driver.findElements(what).isEmpty();
    }

    void click(String label) {
        click(By.xpath("//*[self::a or self::button][normalize-space()='%s']".formatted(label)));
    }

    /** Finds it anew where the page that it was found on is gone. */
    void click(By what) {
        wait(() -> {
            Optional<WebElement> found = shown(what);
            found.ifPresent(WebElement::click);
            return found;
        });
    }

    void type(String id, String text) {
        WebElement field = find(By.id(id));
        field.clear();
        field.sendKeys(text);
    }

    void awaitText(String part) {
        wait(() -> text().contains(part) ? Optional.of(part) : Optional.empty());
    }

    private <T> T wait(java.util.function.Supplier<Optional<T>> what) {
        Optional<T> found = new WebDriverWait(driver, Duration.ofSeconds(60))
                .ignoring(WebDriverException.class) // a page or a fragment goes while it is looked at
                .until(now -> {
                    Optional<T> seen = what.get();
                    return seen.isPresent() ? seen : null;
                });
        return found.orElseThrow();
    }

    void resize(int width) {
        driver.manage().window().setSize(new Dimension(width, 900));
    }

    void setDark(boolean dark) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    /** What the page says to its developer: errors, and what its policy forbade. */
    List<String> complaints() {
        return driver.manage().logs().get("browser").getAll().stream()
                .map(entry -> entry.getLevel() + " " + entry.getMessage())
                .toList();
    }

    /** Writes pictures of the whole page, light and dark, for a desk and for a phone. */
    void picture(String name) throws IOException {
        Files.createDirectories(SCREENSHOTS);
        driver.executeCdpCommand("Emulation.setScrollbarsHidden", Map.of("hidden", true));
        for (boolean dark : List.of(false, true)) {
            setDark(dark);
            for (int width : List.of(360, 1_280, 1_600)) {
                measure(width);
                assertThat(overflow())
                        .as("%s is as wide as the window of %d", name, width)
                        .isLessThanOrEqualTo(0);
                String file = "%s-%s-%d.png".formatted(name, dark ? "dark" : "light", width);
                Map<String, Object> shot = driver.executeCdpCommand(
                        "Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
                Files.write(SCREENSHOTS.resolve(file), Base64.getDecoder().decode(String.valueOf(shot.get("data"))));
            }
        }
        setDark(false);
        driver.executeCdpCommand("Emulation.setScrollbarsHidden", Map.of("hidden", false));
        driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    }

    /** Writes a small picture of the page's upper part. */
    void illustrate(String name, boolean dark) throws IOException {
        Files.createDirectories(SCREENSHOTS);
        setDark(dark);
        driver.executeCdpCommand("Emulation.setScrollbarsHidden", Map.of("hidden", true));
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", 1_080, "height", 620, "deviceScaleFactor", 1, "mobile", false));
        Map<String, Object> shot = driver.executeCdpCommand("Page.captureScreenshot", Map.of("format", "png"));
        Files.write(
                SCREENSHOTS.resolve("console-" + name + ".png"),
                Base64.getDecoder().decode(String.valueOf(shot.get("data"))));
        driver.executeCdpCommand("Emulation.setScrollbarsHidden", Map.of("hidden", false));
        setDark(false);
        driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    }

    /** A headless window is at least 500 wide: the page is told a width by itself. */
    private void measure(int width) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", width < 600));
    }

    private long overflow() {
        return script
                ? (Long) driver.executeScript(
                        "return document.documentElement.scrollWidth - document.documentElement.clientWidth")
                : 0;
    }

    /** What breaks the rules of WCAG 2.2 AA that a program can check, light and dark. */
    List<String> violations() {
        List<String> violations = new ArrayList<>();
        for (boolean dark : List.of(false, true)) {
            setDark(dark);
            new AxeBuilder()
                    .withTags(Arrays.asList("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"))
                    .analyze(driver)
                    .getViolations()
                    .forEach(each -> violations.add(told(each)));
        }
        setDark(false);
        return violations;
    }

    private static String told(Rule rule) {
        return rule.getId() + ": " + rule.getHelp() + " at "
                + rule.getNodes().stream()
                        .map(node -> node.getTarget() + " " + node.getHtml())
                        .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
