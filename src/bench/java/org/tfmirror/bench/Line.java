package org.tfmirror.bench;

import java.util.List;
import java.util.Locale;

/** A line of the table. */
sealed interface Line {

    /** What was measured, our figure, what it is compared with, the ratio, its spread, the goal and the verdict. */
    List<String> cells();

    /**
     * A ratio.
     *
     * @param ours our figure, with its unit
     * @param against what it is compared with, and its figure
     * @param ratio ours divided by the other's
     * @param spread between which ratios the rounds lay; empty where there were none
     */
    record Row(String what, String ours, String against, double ratio, String spread, Goal goal) implements Line {

        /** A figure that must keep within a limit: its ratio to the limit is at most 1. */
        static Row within(String what, String unit, double ours, double limit) {
            return of(what, unit, ours, "the limit", limit, Goal.atMost(1));
        }

        /** Two figures of the same run that were not taken in turns. */
        static Row of(String what, String unit, double ours, String other, double theirs, Goal goal) {
            return new Row(what, figure(ours, unit), other + ", " + figure(theirs, unit), ours / theirs, "", goal);
        }

        @Override
        public List<String> cells() {
            String shown = String.format(Locale.ROOT, "**%.2f**", ratio);
            return List.of(what, ours, against, shown, spread, goal.text(), goal.verdict(ratio));
        }
    }

    /** What could not be measured here, and why. */
    record NotRun(String what, String why) implements Line {
        @Override
        public List<String> cells() {
            return List.of(what, "", why, "", "", "", "not run");
        }
    }

    /** A figure with at least three digits that count, and its unit. */
    static String figure(double value, String unit) {
        int decimals = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%,." + decimals + "f %s", value, unit)
                .strip();
    }
}
