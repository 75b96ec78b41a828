package org.tfmirror.catalog;

import java.util.Locale;

/** What a version waits for before it is listed. Where orders differ, the one that waits for less counts. */
public enum ListingRule {
    /** What was ordered, and what the next lower listed version serves as far as the origin offers it. */
    COMPLETE,
    /** What was ordered: an order named the version itself. */
    ORDERED,
    /** Nothing: an order says {@code list_as_is}. */
    AS_IS;

    /** The name in the database, lower-case. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads a rule from its name in the database.
     *
     * @throws IllegalArgumentException where {@code text} is not such a name
     */
    public static ListingRule parse(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
