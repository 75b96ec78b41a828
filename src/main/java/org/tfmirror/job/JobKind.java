package org.tfmirror.job;

import java.util.Locale;

/** The kind of work that a job does with its packages. */
public enum JobKind {
    /** Fetches them from their origins into the mirror. */
    DOWNLOAD,
    /** Verifies them again: their evidence and their objects; reports each difference. */
    VERIFY,
    /** Fetches from their origins what vouches for them, for packages that lack it. */
    EVIDENCE,
    /** Packs them into a bundle for another mirror. */
    EXPORT,
    /** Takes them out of another mirror's bundle. */
    IMPORT,
    /** Takes over archives that are in the bucket already. */
    ADOPT;

    /**
     * Reads a {@link #wireName()} as the database holds it.
     *
     * @throws IllegalArgumentException if there is no such kind
     */
    public static JobKind parse(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /** The name in JSON and in the database, lower-case. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
