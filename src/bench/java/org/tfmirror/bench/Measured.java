package org.tfmirror.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The figures of sides that took turns; the first side is ours. */
final class Measured {

    private final List<Side> sides;
    private final double[][] figures;

    /** @param figures by side and round */
    Measured(List<Side> sides, double[][] figures) {
        this.sides = sides;
        this.figures = figures;
    }

    /** Ours against the other side, where there are two. */
    Line line(String what, String unit, Goal goal) {
        return line(what, unit, 1, goal);
    }

    /**
     * Ours against one of the others. The ratio is the median of the rounds' own ratios, in which both figures are of
     * the same minute; it need not be the quotient of the medians that are told beside it.
     *
     * @param other from 1
     */
    Line line(String what, String unit, int other, Goal goal) {
        return line(0, what, unit, other, goal);
    }

    /** The same where more than one side is ours. */
    Line line(int ours, String what, String unit, int other, Goal goal) {
        double[] ratios = new double[figures[ours].length];
        for (int round = 0; round < ratios.length; round++) {
            ratios[round] = figures[ours][round] / figures[other][round];
        }
        return new Line.Row(
                what,
                Line.figure(median(ours), unit),
                sides.get(other).name() + ", " + Line.figure(median(other), unit),
                median(ratios),
                String.format(
                        Locale.ROOT,
                        "%.2f to %.2f",
                        Arrays.stream(ratios).min().orElseThrow(),
                        Arrays.stream(ratios).max().orElseThrow()),
                goal);
    }

    /** The median of a side's figures. */
    double median(int side) {
        return median(figures[side]);
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
