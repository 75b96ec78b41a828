package org.tfmirror.catalog;

import java.util.Locale;
import org.tfmirror.provider.InvalidNameException;

/** Whether a package's object is what was verified. Only what is {@link #INTACT} is served. */
public enum Integrity {
    /** It was verified when it was stored, and whenever it was read since. */
    INTACT,
    /** The object is gone. */
    MISSING,
    /** The object has other bytes. */
    ALTERED,
    /** Today's rules refuse its evidence. The database stores the reason, and never this name. */
    UNTRUSTED;

    /** The name in JSON and in the database, lower-case. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads a {@link #wireName()}.
     *
     * @throws InvalidNameException where {@code text} names no such state
     */
    public static Integrity parse(String text) {
        for (Integrity integrity : values()) {
            if (integrity.wireName().equals(text)) {
                return integrity;
            }
        }
        throw new InvalidNameException(text, "a package is intact, missing, altered or untrusted");
    }
}
