package org.tfmirror.provider;

import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A provider source address, {@code hostname/namespace/type}. The hostname is part of the identity: the same namespace
 * and type on two registries are two providers.
 *
 * @param hostname lower-case, with {@code :port} only where a port was given
 * @param namespace lower-case letters, digits and single inner hyphens
 * @param type as {@code namespace}
 */
public record ProviderAddress(String hostname, String namespace, String type) implements Comparable<ProviderAddress> {

    /** The registry of an address written without a hostname. */
    public static final String DEFAULT_HOSTNAME = "registry.terraform.io";

    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final Pattern HOSTNAME = Pattern.compile(
            "(?=.{1,253}(:|$))[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*(:[1-9][0-9]{0,4})?");

    public ProviderAddress {
        Objects.requireNonNull(hostname);
        if (!HOSTNAME.matcher(hostname).matches()) {
            throw new InvalidNameException(hostname, "not a registry's hostname");
        }
        requireName(namespace, "namespace");
        requireName(type, "type");
    }

    /** Reads {@code [hostname/]namespace/type}, folding upper case, with {@link #DEFAULT_HOSTNAME} where none is given. */
    public static ProviderAddress parse(String text) {
        return parse(text, DEFAULT_HOSTNAME);
    }

    /**
     * Reads {@code [hostname/]namespace/type}, folding upper case.
     *
     * @param defaultHostname the hostname of an address written without one
     * @throws InvalidNameException where {@code text} is not a source address
     */
    public static ProviderAddress parse(String text, String defaultHostname) {
        String[] parts = text.toLowerCase(Locale.ROOT).split("/", -1);
        return switch (parts.length) {
            case 2 -> new ProviderAddress(defaultHostname, parts[0], parts[1]);
            case 3 -> new ProviderAddress(parts[0], parts[1], parts[2]);
            default -> throw new InvalidNameException(text, "a provider source is [hostname/]namespace/type");
        };
    }

    private static void requireName(String text, String what) {
        if (text.length() > 64 || !NAME.matcher(text).matches()) {
            throw new InvalidNameException(
                    text, "a " + what + " has lower-case letters, digits and single inner hyphens, at most 64");
        }
    }

    @Override
    public int compareTo(ProviderAddress other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return hostname + "/" + namespace + "/" + type;
    }
}
