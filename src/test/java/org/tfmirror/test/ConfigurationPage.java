package org.tfmirror.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The rows of docs/configuration.md, in their order. */
public record ConfigurationPage(List<Row> rows) {

    private static final Path FILE = Path.of("docs/configuration.md");
    private static final Pattern ROW = Pattern.compile(
            "^\\| `((?:tfmirror|quarkus)\\.[^`]+)` \\| ([^|]+) \\| ([^|]+) \\| ([^|]*)\\|$", Pattern.MULTILINE);

    /** A key as it is told; {@code value} is its default. */
    public record Row(String name, String value, String variable, String meaning) {

        private static Row of(MatchResult row) {
            return new Row(row.group(1), unquoted(row.group(2)), unquoted(row.group(3)), row.group(4));
        }

        private static String unquoted(String cell) {
            return cell.replace("`", "");
        }
    }

    public static ConfigurationPage read() throws IOException {
        return new ConfigurationPage(
                ROW.matcher(Files.readString(FILE)).results().map(Row::of).toList());
    }

    public List<Row> rowsOf(String prefix) {
        return rows.stream().filter(row -> row.name().startsWith(prefix)).toList();
    }

    /** Every environment variable that an operator may set. */
    public Set<String> variables() {
        return rows.stream().map(Row::variable).collect(Collectors.toSet());
    }
}
