package org.tfmirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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
    void whatOperatorsShallDoIsSaidOfErrorCodesThatThereAre() throws IOException {
        Set<String> told = codes("README.md", "| `error_code` | what it means |");

        assertThat(told).hasSizeGreaterThan(20);
        assertThat(codes("docs/operations.md", "| `error_code` | what to do |"))
                .hasSizeGreaterThan(20)
                .isSubsetOf(told);
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

    /** The codes of the first column of a table. */
    private static Set<String> codes(String page, String header) throws IOException {
        String text = Files.readString(Path.of(page));
        int start = text.indexOf(header);
        assertThat(start).as(header).isNotNegative();
        return text.substring(start + header.length(), text.indexOf("\n\n", start))
                .lines()
                .map(row -> row.split("\\|"))
                .filter(cells -> cells.length > 1)
                .flatMap(cells -> CODE.matcher(cells[1]).results())
                .map(code -> code.group(1))
                .collect(Collectors.toSet());
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
