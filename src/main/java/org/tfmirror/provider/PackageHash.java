package org.tfmirror.provider;

import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A package hash as lock files and mirrors write it: {@code zh:} with the hex SHA-256 of the archive, or {@code h1:}
 * with the base64 SHA-256 over the hashes of its contents (Go's {@code dirhash.Hash1}).
 *
 * @param scheme which of the two
 * @param value without the scheme and its colon
 */
public record PackageHash(Scheme scheme, String value) {

    /** How a hash was made. */
    public enum Scheme {
        /** Over the contents, independent of their order, dates and compression. */
        H1("h1", Pattern.compile("[A-Za-z0-9+/]{43}=")),
        /** Over the archive's bytes. */
        ZH("zh", Pattern.compile("[0-9a-f]{64}"));

        private final String prefix;
        private final Pattern form;

        Scheme(String prefix, Pattern form) {
            this.prefix = prefix;
            this.form = form;
        }
    }

    public PackageHash {
        Objects.requireNonNull(scheme);
        if (!scheme.form.matcher(value).matches()) {
            throw new InvalidNameException(value, "not a value of a " + scheme.prefix + ": hash");
        }
    }

    /** Of the archive's SHA-256 in hex, upper or lower case. */
    public static PackageHash ofSha256(String hex) {
        return new PackageHash(Scheme.ZH, hex.toLowerCase(Locale.ROOT));
    }

    /** Reads {@code h1:…} or {@code zh:…}. */
    public static PackageHash parse(String text) {
        for (Scheme scheme : Scheme.values()) {
            if (text.startsWith(scheme.prefix + ":")) {
                return new PackageHash(scheme, text.substring(scheme.prefix.length() + 1));
            }
        }
        throw new InvalidNameException(text, "a package hash begins with h1: or zh:");
    }

    @Override
    public String toString() {
        return scheme.prefix + ":" + value;
    }
}
