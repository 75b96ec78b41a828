package org.tfmirror.bundle;

import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a manifest says beside its lists of packages. Its signature says who packed the bundle, and nothing else.
 *
 * @param base SHA-256 of the receipts and manifests whose packages were left out
 */
public record ManifestHead(Origin origin, List<String> base, List<Part> parts) {

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Instant END = Instant.parse("9999-12-31T00:00:00Z");

    /** The most bytes that a manifest may have. */
    public static final int MAX_SIZE = 128 * 1024 * 1024;

    /** The most packages that a bundle may have. */
    public static final int MAX_PACKAGES = 100_000;

    /**
     * Whose bundle it is.
     *
     * @param source the id of the key that signed it
     * @param serial grows with each bundle of the source
     */
    public record Origin(String source, long serial, Instant createdAt) {

        public Origin {
            requirePlausible("created_at", createdAt);
        }
    }

    public ManifestHead {
        for (String each : base) {
            if (each == null || !SHA256.matcher(each).matches()) {
                throw new IllegalArgumentException("base is not a list of 64 lower-case hex digits each");
            }
        }
        base = List.copyOf(base);
        parts = List.copyOf(parts);
    }

    /** A clock may be years off; but the database does not take every moment. */
    static void requirePlausible(String field, Instant moment) {
        if (moment.isBefore(Instant.EPOCH) || !moment.isBefore(END)) {
            throw new IllegalArgumentException(field + " is not between the years 1970 and 9999");
        }
    }
}
