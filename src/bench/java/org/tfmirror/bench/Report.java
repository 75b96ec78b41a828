package org.tfmirror.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The one table, as Markdown. */
final class Report {

    private final String machine;
    private final List<String> rows = new ArrayList<>();

    Report(String machine) {
        this.machine = machine;
    }

    void add(String benchmark, Line line) {
        rows.add(row(Stream.concat(Stream.of(benchmark), line.cells().stream())));
    }

    /**
     * The whole.
     *
     * @param versions of what took part
     * @param turned the knobs that stood elsewhere than usual
     */
    String markdown(Map<String, String> versions, Map<String, String> turned) {
        List<String> all = new ArrayList<>();
        all.add("Machine: " + machine + ".");
        all.add("Versions: " + joined(versions, " ") + ".");
        all.add(turned.isEmpty() ? "Sizes: the usual ones." : "Turned knobs: " + joined(turned, "=") + ".");
        all.add("");
        all.add(row(Stream.of("", "what", "ours", "against", "ratio", "its rounds", "goal", "")));
        all.add("|---|---|---|---|---|---|---|---|");
        all.addAll(rows);
        return String.join("\n", all) + "\n";
    }

    private static String joined(Map<String, String> map, String between) {
        return map.entrySet().stream()
                .map(each -> each.getKey() + between + each.getValue())
                .collect(Collectors.joining(", "));
    }

    private static String row(Stream<String> cells) {
        return cells.map(each -> each.replace("|", "\\|")).collect(Collectors.joining(" | ", "| ", " |"));
    }
}
