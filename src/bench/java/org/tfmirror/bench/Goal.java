package org.tfmirror.bench;

import java.util.Locale;

/**
 * What a ratio is to be.
 *
 * @param least the least that will do
 * @param most the most that will do
 * @param text as the table shows it
 */
record Goal(double least, double most, String text) {

    static Goal atLeast(double ratio) {
        return new Goal(ratio, Double.POSITIVE_INFINITY, String.format(Locale.ROOT, "≥ %.2f", ratio));
    }

    static Goal atMost(double ratio) {
        return new Goal(Double.NEGATIVE_INFINITY, ratio, String.format(Locale.ROOT, "≤ %.2f", ratio));
    }

    /** For what is only told. */
    static Goal none() {
        return new Goal(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, "");
    }

    /** What becomes of the goal with this ratio; nothing where there is none. */
    String verdict(double ratio) {
        if (text.isEmpty()) {
            return "";
        }
        return ratio >= least && ratio <= most ? "met" : "missed";
    }
}
