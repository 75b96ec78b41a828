package org.tfmirror.subscription;

import java.util.Locale;

/** Who defines a subscription: the API or the file. */
public enum Owner {
    /** Callers of the admin API. */
    API,
    /** The file of the configuration. */
    FILE;

    /** The name in JSON and in the database, lower-case. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Owner parse(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
