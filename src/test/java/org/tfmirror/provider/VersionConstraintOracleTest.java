package org.tfmirror.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tfmirror.fuzz.Fuzz;

/**
 * Random constraints against a second reading of the rules, made another way: every condition as the versions from one
 * number up to another, with a version written as one number. What both get wrong they get wrong for different reasons.
 */
class VersionConstraintOracleTest {

    /** Versions on all sides of those that corpora name. */
    static final List<String> SAMPLES = List.of(
            "0.0.0",
            "0.9.9",
            "1.0.0-beta1",
            "1.0.0",
            "1.2.2",
            "1.2.3-rc1",
            "1.2.3",
            "1.2.3+a",
            "1.2.4",
            "1.3.0",
            "1.4.1",
            "1.99.99",
            "2.0.0-rc1",
            "2.0.0",
            "3.4.9",
            "3.5.0",
            "3.6.1",
            "4.0.0");

    private static final int PATCH = 1;
    private static final int MINOR = 10;
    private static final int MAJOR = 100;
    private static final int END = 1_000;

    /** Made once: there are millions of comparisons. */
    private static final List<ProviderVersion> RELEASES = IntStream.range(0, END)
            .mapToObj(VersionConstraintOracleTest::release)
            .toList();

    private static final List<ProviderVersion> PRERELEASES = RELEASES.stream()
            .map(release -> ProviderVersion.parse(release + "-rc1"))
            .toList();

    private final Random random = Fuzz.random("constraint oracle");

    /** The versions, as numbers, from one (included) to another (not included); or all but these. */
    private record Interval(int from, int to, boolean but) {
        boolean has(int version) {
            return (from <= version && version < to) != but;
        }
    }

    @Test
    void bothReadingsAllowTheSameVersions() {
        int allowed = 0;
        for (int i = 0; i < Fuzz.executions(); i++) {
            List<String> terms = new ArrayList<>();
            List<Interval> intervals = new ArrayList<>();
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                term(terms, intervals);
            }
            VersionConstraint constraint =
                    VersionConstraint.parse(String.join(random.nextBoolean() ? ", " : ",", terms));
            for (int version = 0; version < END; version++) {
                int candidate = version;
                boolean expected = intervals.stream().allMatch(each -> each.has(candidate));
                if (constraint.allows(RELEASES.get(candidate)) != expected) {
                    fail("%s of %s: %s is expected", terms, RELEASES.get(candidate), expected);
                }
                if (constraint.allows(PRERELEASES.get(candidate))) {
                    fail("%s allow %s, which they do not name", terms, PRERELEASES.get(candidate));
                }
                allowed += expected ? 1 : 0;
            }
        }
        assertThat(allowed).isPositive();
    }

    private void term(List<String> terms, List<Interval> intervals) {
        int numbers = 1 + random.nextInt(3);
        int major = random.nextInt(4);
        int minor = numbers > 1 ? random.nextInt(4) : 0;
        int patch = numbers > 2 ? random.nextInt(4) : 0;
        int at = major * MAJOR + minor * MINOR + patch;
        String text = major + (numbers > 1 ? "." + minor : "") + (numbers > 2 ? "." + patch : "");
        String[] operators = {"", "=", "!=", ">", ">=", "<", "<=", "~>"};
        String operator = operators[random.nextInt(operators.length)];
        terms.add(operator + (operator.isEmpty() || random.nextBoolean() ? "" : " ") + text);
        intervals.add(
                switch (operator) {
                    case "", "=" -> new Interval(at, at + PATCH, false);
                    case "!=" -> new Interval(at, at + PATCH, true);
                    case ">" -> new Interval(at + PATCH, END, false);
                    case ">=" -> new Interval(at, END, false);
                    case "<" -> new Interval(0, at, false);
                    case "<=" -> new Interval(0, at + PATCH, false);
                    case "~>" -> new Interval(at, numbers == 3 ? (at / MINOR + 1) * MINOR : (major + 1) * MAJOR, false);
                    default -> throw new IllegalStateException(operator);
                });
    }

    private static ProviderVersion release(int version) {
        return new ProviderVersion(version / MAJOR, version / MINOR % MINOR, version % MINOR, "", "");
    }
}
