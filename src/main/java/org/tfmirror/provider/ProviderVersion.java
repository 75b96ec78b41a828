package org.tfmirror.provider;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A provider's version in canonical form, as <a href="https://semver.org">semver</a> and Terraform's go-versions read
 * it. As there, numeric prerelease identifiers may begin with a zero; as in semver, no identifier is empty.
 *
 * @param prerelease without its hyphen, empty for a release
 * @param metadata without its plus sign, empty where there is none
 */
public record ProviderVersion(long major, long minor, long patch, String prerelease, String metadata)
        implements Comparable<ProviderVersion> {

    private static final int LENGTH = 128;
    private static final String NUMBER = "(0|[1-9][0-9]*)";
    private static final String IDENTIFIERS = "[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*";
    private static final Pattern FORM = Pattern.compile(NUMBER + "(?:\\." + NUMBER + ")?(?:\\." + NUMBER + ")?"
            + "(?:-(" + IDENTIFIERS + "))?(?:\\+(" + IDENTIFIERS + "))?");
    private static final Pattern EXTRA = Pattern.compile("|" + IDENTIFIERS);
    private static final Comparator<ProviderVersion> PRECEDENCE = Comparator.comparingLong(ProviderVersion::major)
            .thenComparingLong(ProviderVersion::minor)
            .thenComparingLong(ProviderVersion::patch)
            .thenComparing(ProviderVersion::prerelease, Prerelease::compare);

    /** @throws InvalidNameException where a number is negative or an identifier is empty or of other characters */
    public ProviderVersion {
        Objects.requireNonNull(prerelease);
        Objects.requireNonNull(metadata);
        if (major < 0 || minor < 0 || patch < 0) {
            throw new InvalidNameException(major + "." + minor + "." + patch, "a version has no negative numbers");
        }
        requireExtra(prerelease, "prerelease");
        requireExtra(metadata, "metadata");
    }

    /**
     * Reads one to three numbers, {@code -prerelease} and {@code +metadata}; missing numbers are 0.
     *
     * @throws InvalidNameException where {@code text} is not an exact version
     */
    public static ProviderVersion parse(String text) {
        if (text.length() > LENGTH) {
            throw new InvalidNameException(text, "a version has at most " + LENGTH + " characters");
        }
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new InvalidNameException(text, fault(text));
        }
        return new ProviderVersion(
                number(text, matcher.group(1)),
                number(text, matcher.group(2)),
                number(text, matcher.group(3)),
                Objects.requireNonNullElse(matcher.group(4), ""),
                Objects.requireNonNullElse(matcher.group(5), ""));
    }

    /** Whether this is a prerelease, which only an exact request selects. */
    public boolean isPrerelease() {
        return !prerelease.isEmpty();
    }

    /** Semver's precedence, in which metadata takes no part: 0 where only the metadata differ. */
    public int comparePrecedence(ProviderVersion other) {
        return PRECEDENCE.compare(this, other);
    }

    /**
     * Semver's precedence; where only the metadata differ, their plain text decides, so that the order is consistent
     * with equality and sorted sets keep both.
     */
    @Override
    public int compareTo(ProviderVersion other) {
        int precedence = comparePrecedence(other);
        return precedence != 0 ? precedence : metadata.compareTo(other.metadata);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch + (prerelease.isEmpty() ? "" : "-" + prerelease)
                + (metadata.isEmpty() ? "" : "+" + metadata);
    }

    private static String fault(String text) {
        if (text.isBlank()) {
            return "a version is missing";
        }
        if (text.startsWith("v") || text.startsWith("V")) {
            return "a version is written without the v";
        }
        if (text.matches("[0-9]+(\\.[0-9]+){3,}.*")) {
            return "a version has at most three numbers";
        }
        if (!text.equals(text.strip())) {
            return "a version has no blanks";
        }
        return "a version is one to three numbers without leading zeros, such as 3.6.0, with -prerelease and +metadata";
    }

    private static void requireExtra(String text, String what) {
        if (!EXTRA.matcher(text).matches()) {
            throw new InvalidNameException(
                    text, what + " is identifiers of letters, digits and hyphens, joined by dots");
        }
    }

    private static long number(String text, @Nullable String digits) {
        if (digits == null) {
            return 0;
        }
        BigInteger value = new BigInteger(digits);
        if (value.bitLength() > 63) {
            throw new InvalidNameException(text, "a number in the version is too large");
        }
        return value.longValue();
    }
}
