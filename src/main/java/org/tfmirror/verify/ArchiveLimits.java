package org.tfmirror.verify;

/**
 * How far an archive may inflate before it is refused as a bomb.
 *
 * @param maxInflatedBytes of all entries together
 * @param maxRatio inflated bytes for each byte of the archive, judged only past {@link #RATIO_FLOOR}
 * @param maxEntries files and directories
 */
public record ArchiveLimits(long maxInflatedBytes, long maxRatio, int maxEntries) {

    /** Inflated bytes up to which any ratio passes: a short run of zeros is no bomb. */
    public static final long RATIO_FLOOR = 16L << 20;

    /** Eight times the largest provider known, 8 GiB; a ratio of 200, where programs reach 7; 100,000 entries. */
    public static final ArchiveLimits DEFAULT = new ArchiveLimits(8L << 30, 200, 100_000);

    /** @throws IllegalArgumentException unless all are positive */
    public ArchiveLimits {
        if (maxInflatedBytes <= 0 || maxRatio <= 0 || maxEntries <= 0) {
            throw new IllegalArgumentException("archive limits must be positive: " + maxInflatedBytes + " bytes, ratio "
                    + maxRatio + ", " + maxEntries + " entries");
        }
    }
}
