package org.tfmirror.provider;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The operating system and processor architecture a package is built for, written {@code os_arch} as Terraform does.
 *
 * @param os lower-case letters and digits, such as {@code linux}
 * @param arch lower-case letters and digits, such as {@code amd64}
 */
public record Platform(String os, String arch) implements Comparable<Platform> {

    private static final Pattern PART = Pattern.compile("[a-z0-9]{1,32}");

    public Platform {
        Objects.requireNonNull(os);
        Objects.requireNonNull(arch);
        if (!PART.matcher(os).matches() || !PART.matcher(arch).matches()) {
            throw new InvalidNameException(
                    os + "_" + arch, "a platform is os_arch in lower-case letters and digits, such as linux_amd64");
        }
    }

    /**
     * Reads {@code os_arch}.
     *
     * @throws InvalidNameException unless {@code text} is two names joined by one underscore
     */
    public static Platform parse(String text) {
        int underscore = text.indexOf('_');
        if (underscore < 0) {
            throw new InvalidNameException(text, "a platform is os_arch, joined by an underscore, such as linux_amd64");
        }
        return new Platform(text.substring(0, underscore), text.substring(underscore + 1));
    }

    @Override
    public int compareTo(Platform other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return os + "_" + arch;
    }
}
