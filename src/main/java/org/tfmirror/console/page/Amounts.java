package org.tfmirror.console.page;

import java.util.Locale;

/** Writes sizes, numbers and durations for people. */
public final class Amounts {

    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB"};

    private Amounts() {}

    /** In units of 1,000, as disks and registries have them: {@code 180.9 MB}. */
    public static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 999.95 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return unit == 0
                ? bytes + " B"
                : String.format(Locale.ROOT, value < 99.95 ? "%.1f %s" : "%.0f %s", value, UNITS[unit]);
    }

    /** With commas: {@code 1,284}. */
    public static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** A noun with its number: {@code 1 package}, {@code 2 packages}. */
    public static String count(long number, String noun) {
        return number(number) + " " + noun(number, noun);
    }

    /** A noun as its number wants it. */
    public static String noun(long number, String noun) {
        return number == 1 ? noun : noun + "s";
    }

    /** In one or two units: {@code 1 min 20 s}. */
    public static String duration(long seconds) {
        return seconds >= 60 && seconds < 600 && seconds % 60 != 0
                ? roughly(seconds) + " " + seconds % 60 + " s"
                : roughly(seconds);
    }

    /** In one unit: {@code 1 min}. */
    public static String roughly(long seconds) {
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 7_200) {
            return seconds / 60 + " min";
        }
        return seconds < 172_800 ? seconds / 3_600 + " h" : seconds / 86_400 + " days";
    }
}
