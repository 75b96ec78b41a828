package org.tfmirror.provider;

import java.math.BigInteger;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A provider's version in canonical form, ordered as <a href="https://semver.org/#spec-item-11">semver</a> says.
 * Metadata takes no part in the order but in equality.
 *
 * @param prerelease without its hyphen, empty for a release
 * @param metadata without its plus sign, empty where there is none
 */
public record ProviderVersion(long major, long minor, long patch, String prerelease, String metadata)
        implements Comparable<ProviderVersion> {

    private static final Pattern FORM = Pattern.compile(
            "(0|[1-9][0-9]*)(?:\\.(0|[1-9][0-9]*))?(?:\\.(0|[1-9][0-9]*))?(?:-([0-9A-Za-z.-]+))?(?:\\+([0-9A-Za-z.-]+))?");

    public ProviderVersion {
        Objects.requireNonNull(prerelease);
        Objects.requireNonNull(metadata);
    }

    /**
     * Reads one to three numbers, {@code -prerelease} and {@code +metadata}; missing numbers are 0.
     *
     * @throws InvalidNameException where {@code text} is not an exact version
     */
    public static ProviderVersion parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (text.length() > 128 || !matcher.matches()) {
            throw new InvalidNameException(text, "a version is one to three numbers, such as 3.6.0, without a v");
        }
        return new ProviderVersion(
                number(text, matcher.group(1)),
                number(text, matcher.group(2)),
                number(text, matcher.group(3)),
                Objects.requireNonNullElse(matcher.group(4), ""),
                Objects.requireNonNullElse(matcher.group(5), ""));
    }

    private static long number(String text, String digits) {
        if (digits == null) {
            return 0;
        }
        BigInteger value = new BigInteger(digits);
        if (value.bitLength() > 63) {
            throw new InvalidNameException(text, "a number in the version is too large");
        }
        return value.longValue();
    }

    @Override
    public int compareTo(ProviderVersion other) {
        return 0;
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch + (prerelease.isEmpty() ? "" : "-" + prerelease)
                + (metadata.isEmpty() ? "" : "+" + metadata);
    }
}
