package org.tfmirror.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the table says follows from what was measured. */
class BenchmarkRulesTest {

    @TempDir
    Path directory;

    private final Properties properties = new Properties();

    @Test
    void sidesTakeTurnsInReversedOrderAndTheFirstTurnDoesNotCount() throws Exception {
        List<String> turns = new ArrayList<>();
        double[] figures = {1_000, 1, 2, 3};

        Measured measured = Rounds.alternate(
                bench(),
                new Side("a", round -> turn(turns, "a", figures[round])),
                new Side("b", round -> turn(turns, "b", 1)));

        assertThat(turns).containsExactly("a", "b", "b", "a", "a", "b", "b", "a");
        assertThat(measured.median(0)).isEqualTo(2);
    }

    private static double turn(List<String> turns, String side, double figure) {
        turns.add(side);
        return figure;
    }

    @Test
    void theRatioIsTheMedianOfTheRoundsOwnRatios() throws Exception {
        double[] ours = {0, 10, 20, 90};
        double[] theirs = {0, 10, 40, 30};

        Line line = Rounds.alternate(
                        bench(), new Side("ours", round -> ours[round]), new Side("theirs", round -> theirs[round]))
                .line("work", "MB/s", Goal.atLeast(0.9));

        assertThat(line.cells())
                .containsExactly("work", "20.0 MB/s", "theirs, 30.0 MB/s", "**1.00**", "0.50 to 3.00", "≥ 0.90", "met");
    }

    @Test
    void aMissedGoalIsSaidSo() {
        assertThat(Goal.atLeast(0.9).verdict(0.89)).isEqualTo("missed");
        assertThat(Goal.atMost(1).verdict(1.01)).isEqualTo("missed");
        assertThat(Goal.none().verdict(5)).isEmpty();
    }

    @Test
    void theReportNamesVersionsTurnedKnobsAndWhatWasNotRun() {
        properties.setProperty("bench.size", "5");
        Bench bench = bench();
        bench.knobs().number("size", 7);
        bench.knobs().number("other", 7);
        bench.version("thing", "1.2");
        Report report = new Report("a machine");
        report.add("name", new Line.NotRun("work", "no tool"));

        assertThat(report.markdown(bench.versions(), bench.knobs().turned()).lines())
                .contains("Machine: a machine.", "Versions: thing 1.2.", "Turned knobs: size=5.")
                .endsWith("| name | work |  | no tool |  |  |  | not run |");
    }

    @Test
    void aKnobThatIsNoNumberIsRefusedByName() {
        properties.setProperty("bench.size", "many");

        assertThatThrownBy(() -> bench().knobs().number("size", 7)).hasMessageContaining("bench.size");
    }

    @Test
    void theLargeArchiveIsASoundZipOfAboutAQuarter() throws Exception {
        Path file = LargeArchive.write(directory.resolve("a.zip"), "name", Payload.make(), 9_000_000);

        try (ZipFile zip = new ZipFile(file.toFile());
                var content = zip.getInputStream(zip.getEntry("name"))) {
            long plain = content.transferTo(java.io.OutputStream.nullOutputStream());
            assertThat(plain).isEqualTo(zip.getEntry("name").getSize());
            assertThat((double) plain / file.toFile().length()).isBetween(3.5, 5.0);
        }
    }

    private Bench bench() {
        properties.putIfAbsent("bench.rounds", "3");
        return new Bench(new Knobs(properties), directory);
    }

    @Test
    void fewerThanThreeRoundsAreNotTaken() {
        properties.setProperty("bench.rounds", "1");

        assertThat(bench().rounds()).isEqualTo(3);
        assertThat(Map.copyOf(bench().knobs().turned())).isEmpty();
    }
}
