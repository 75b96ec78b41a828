package org.tfmirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is written for people hangs together. */
class DocumentsTest {

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:\\s]*)(?:#([^)\\s]+))?\\)");
    private static final Pattern HEADING = Pattern.compile("^#+ (.+)$", Pattern.MULTILINE);
    private static final Pattern CODE = Pattern.compile("`([a-z_]+)`");
    private static final Path MAIN = Path.of("src", "main", "java", "org", "tfmirror");

    /** How exceptions and their classifier name the code of an item's fault. */
    private static final Pattern CODE_OF_FAULT =
            Pattern.compile("(?:super\\(|return |new ItemError\\()\\s*\"([a-z]+(?:_[a-z]+)*)\"");

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        for (Path page : pages()) {
            List<String> broken = new ArrayList<>();
            for (MatchResult link :
                    LINK.matcher(Files.readString(page)).results().toList()) {
                Path target = link.group(1).isEmpty()
                        ? page
                        : page.resolveSibling(link.group(1)).normalize();
                boolean isThere = Files.exists(target)
                        && (link.group(2) == null || anchors(target).contains(link.group(2)));
                if (!isThere) {
                    broken.add(link.group());
                }
            }
            assertThat(broken).as("%s", page).isEmpty();
        }
    }

    @Test
    void everyErrorCodeIsToldWithWhatItMeansAndWhatToDo() throws IOException {
        List<String[]> rows = rows("docs/error-codes.md", "| `error_code` | | what it means | what to do |");
        Set<String> told = firstColumn(rows, CODE);

        assertThat(rows).allSatisfy(row -> assertThat(row).hasSize(4).noneMatch(String::isBlank));
        String main = main();
        assertThat(told)
                .hasSizeGreaterThan(30)
                .containsAll(codesOfFaults())
                .allSatisfy(code -> assertThat(main).containsPattern("[\"']" + code + "[\"']"));
    }

    @Test
    void everyCodeOfTheAdminApiIsInTheCode() throws IOException {
        Set<String> told =
                firstColumn(rows("docs/error-codes.md", "| `code` | status | what it means | what to do |"), CODE);

        String main = main();
        assertThat(told)
                .hasSizeGreaterThan(15)
                .allSatisfy(code -> assertThat(main).contains('"' + code + '"'));
    }

    @Test
    void theGuideNamesEveryEndpointAndEveryTable() throws IOException {
        String guide = Files.readString(Path.of("CONTRIBUTING.md"));
        Set<String> tables =
                found(Pattern.compile("create table (\\w+)"), files(Path.of("src", "main", "resources"), ".sql"));
        Pattern resource = Pattern.compile("^@Path\\([^;]*?\\bclass (\\w+)", Pattern.MULTILINE);

        assertThat(tables)
                .hasSizeGreaterThan(7)
                .allSatisfy(each -> assertThat(guide).contains('`' + each + '`'));
        assertThat(found(resource, files(MAIN, ".java")))
                .hasSizeGreaterThan(6)
                .allSatisfy(each -> assertThat(guide).contains('`' + each + '`'));
    }

    @Test
    void theGuideLeadsToClassesThatThereAre() throws IOException {
        String guide = Files.readString(Path.of("CONTRIBUTING.md"));
        Set<String> classes = files(MAIN, ".java").stream()
                .map(each -> each.getFileName().toString().replace(".java", ""))
                .collect(Collectors.toSet());
        String map = guide.substring(0, guide.indexOf("## Rules"));

        assertThat(Pattern.compile("`([A-Z][a-z]+[A-Z]\\w+)`").matcher(map).results())
                .hasSizeGreaterThan(20)
                .allSatisfy(each -> assertThat(classes).contains(each.group(1)));
    }

    @Test
    void theMapOfTheHouseNamesEveryPackage() throws IOException {
        Set<String> map = firstColumn(
                rows("docs/how-it-works.md", "| room | what it is | its shelves, from the lowest upwards |"), CODE);
        try (Stream<Path> rooms = Files.list(MAIN)) {
            assertThat(rooms.filter(Files::isDirectory)
                            .map(each -> each.getFileName().toString()))
                    .hasSizeGreaterThan(10)
                    .isSubsetOf(map);
        }
    }

    @Test
    void decisionsAreListedOnceAndInOrder() throws IOException {
        Path folder = Path.of("docs", "adr");
        List<String> listed = Pattern.compile("^\\| \\[(\\d{4})]\\((\\1-[^)]+)\\)", Pattern.MULTILINE)
                .matcher(Files.readString(folder.resolve("README.md")))
                .results()
                .map(row -> row.group(2))
                .toList();

        try (Stream<Path> decisions = Files.list(folder)) {
            assertThat(listed)
                    .hasSizeGreaterThan(20)
                    .isEqualTo(decisions
                            .map(each -> each.getFileName().toString())
                            .filter(each -> !each.equals("README.md"))
                            .sorted()
                            .toList());
        }
    }

    @Test
    void whatOperatorsShallDoIsSaidOfEveryAlert() throws IOException {
        Set<String> alerts = Pattern.compile("- alert: (\\w+)")
                .matcher(Files.readString(Path.of("docs", "operations", "prometheus-rules.yaml")))
                .results()
                .map(alert -> alert.group(1))
                .collect(Collectors.toSet());
        Set<String> told = Pattern.compile("^\\| `(TfMirror\\w+)` \\|", Pattern.MULTILINE)
                .matcher(Files.readString(Path.of("docs", "operations.md")))
                .results()
                .map(row -> row.group(1))
                .collect(Collectors.toSet());

        assertThat(told).hasSizeGreaterThan(8).isEqualTo(alerts);
    }

    /** The cells of a table's rows; the first is what stands before the row. */
    private static List<String[]> rows(String page, String header) throws IOException {
        String text = Files.readString(Path.of(page));
        int start = text.indexOf(header);
        assertThat(start).as(header).isNotNegative();
        return text.substring(start + header.length(), text.indexOf("\n\n", start))
                .lines()
                .filter(row -> row.startsWith("| "))
                .map(row -> row.substring(1).split("\\|"))
                .toList();
    }

    private static Set<String> firstColumn(List<String[]> rows, Pattern word) {
        return rows.stream()
                .flatMap(cells -> word.matcher(cells[0]).results())
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
    }

    private static Set<String> codesOfFaults() throws IOException {
        List<Path> exceptions = files(MAIN, ".java").stream()
                .filter(file -> file.toString().matches(".*/(origin|verify|storage|processor)/.*Exception\\.java")
                        || file.endsWith("ErrorClassifier.java"))
                .toList();
        Set<String> codes = found(CODE_OF_FAULT, exceptions);
        codes.remove("aborted"); // by a stop of ours: the item is given back and has no fault
        assertThat(codes).hasSizeGreaterThan(20);
        return codes;
    }

    private static Set<String> found(Pattern pattern, List<Path> files) throws IOException {
        Set<String> found = new TreeSet<>();
        for (Path file : files) {
            pattern.matcher(Files.readString(file)).results().forEach(each -> found.add(each.group(1)));
        }
        return found;
    }

    private static List<Path> files(Path folder, String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(each -> each.toString().endsWith(suffix)).toList();
        }
    }

    /** All of the application's code and its scripts. */
    private static String main() throws IOException {
        StringBuilder main = new StringBuilder();
        for (Path file : files(Path.of("src", "main"), "")) {
            if (file.toString().matches(".*\\.(java|sql)")) {
                main.append(Files.readString(file));
            }
        }
        return main.toString();
    }

    private static Set<String> anchors(Path page) throws IOException {
        return HEADING.matcher(Files.readString(page))
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 _-]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
            return Stream.concat(Stream.of(Path.of("README.md"), Path.of("CONTRIBUTING.md")), docs)
                    .filter(page -> page.toString().endsWith(".md"))
                    .toList();
        }
    }
}
