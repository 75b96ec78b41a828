package org.tfmirror.audit;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a change ended. */
public enum Outcome {
    /** It was changed; the entry is of the same transaction. */
    DONE,
    /** It was allowed, and had been so before. */
    UNCHANGED,
    /** It was not allowed, or not as asked: nothing was changed. */
    REFUSED,
    /** It was allowed and did not succeed: nothing was changed. */
    FAILED;

    /** The name in JSON and in the database, lower-case. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The outcome of this {@link #wireName()}; empty where none has it. */
    public static Optional<Outcome> named(String wireName) {
        return Arrays.stream(values())
                .filter(each -> each.wireName().equals(wireName))
                .findFirst();
    }
}
