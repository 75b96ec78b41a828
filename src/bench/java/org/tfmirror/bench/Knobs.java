package org.tfmirror.bench;

import java.util.Arrays;
import java.util.Collections;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What may be turned, as system properties {@code bench.NAME}; remembers which of those that were asked for were. */
final class Knobs {

    private static final String PREFIX = "bench.";

    private final Properties properties;
    private final SortedMap<String, String> turned = new TreeMap<>();

    Knobs(Properties properties) {
        this.properties = properties;
    }

    /** A whole number above nothing. */
    int number(String name, int usual) {
        String text = text(name, "" + usual);
        try {
            int value = Integer.parseInt(text);
            if (value > 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException("%s%s must be a whole number above 0, not %s".formatted(PREFIX, name, text));
    }

    String text(String name, String usual) {
        String value = properties.getProperty(PREFIX + name, usual).strip();
        if (!value.equals(usual)) {
            turned.put(name, value);
        }
        return value;
    }

    /** The words of a comma-separated list; empty where it is not given. */
    Set<String> words(String name) {
        return Arrays.stream(text(name, "").split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The knobs that stood elsewhere than usual, and where. */
    SortedMap<String, String> turned() {
        return Collections.unmodifiableSortedMap(turned);
    }
}
