package org.tfmirror.subscription;

import java.util.Locale;

/** How a run ended. */
public enum RunOutcome {
    /** A job brings what is new. */
    SUBMITTED,
    /** Nothing was new. */
    NOTHING_NEW,
    /** An origin did not answer; of the others a job may bring what is new. */
    FAILED;

    /** The name in JSON and in the database, lower-case. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static RunOutcome parse(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
