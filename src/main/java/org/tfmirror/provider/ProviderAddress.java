package org.tfmirror.provider;

import java.util.Objects;

/**
 * A provider source address, {@code hostname/namespace/type}. The hostname is part of the identity: the same namespace
 * and type on two registries are two providers.
 *
 * <p>Any hostname of right form is taken, also {@code localhost:8444}: whether a host may be asked is the caller's
 * decision, and {@link #hasPort()} and {@link #isPublicName()} let it refuse with a clear message.
 *
 * @param hostname lower-case, with {@code :port} only where another port than 443 was given
 * @param namespace lower-case letters, digits, underscores and single inner hyphens
 * @param type as {@code namespace}, without underscores
 */
public record ProviderAddress(String hostname, String namespace, String type) implements Comparable<ProviderAddress> {

    /** The registry of an address written without a hostname. */
    public static final String DEFAULT_HOSTNAME = "registry.terraform.io";

    private static final String RESERVED_TYPE = "terraform-";
    private static final String TYPE_PREFIX = "terraform-provider-";

    /** @throws InvalidNameException where a part is not of its form, or the provider can never be mirrored */
    public ProviderAddress {
        Objects.requireNonNull(hostname);
        Objects.requireNonNull(namespace);
        Objects.requireNonNull(type);
        Names.requireHostname(hostname);
        requireMirrorable(hostname, namespace, type);
        Names.requireNamespace(namespace);
        Names.requireType(type);
        requireTypeIsNotReserved(type);
    }

    /** Reads {@code [hostname/]namespace/type}, folding upper case, with {@link #DEFAULT_HOSTNAME} where none is given. */
    public static ProviderAddress parse(String text) {
        return parse(text, DEFAULT_HOSTNAME);
    }

    /**
     * Reads {@code [hostname/]namespace/type}, folding upper case, and a port of 443 into none, as Terraform does.
     *
     * @param defaultHostname the hostname of an address written without one
     * @throws InvalidNameException where {@code text} is not a source address
     */
    public static ProviderAddress parse(String text, String defaultHostname) {
        String[] parts = Names.foldAscii(text).split("/", -1);
        return switch (parts.length) {
            case 2 -> new ProviderAddress(Names.foldHostname(defaultHostname), parts[0], parts[1]);
            case 3 -> new ProviderAddress(Names.foldHostname(parts[0]), parts[1], parts[2]);
            default -> throw new InvalidNameException(text, "a provider source is [hostname/]namespace/type");
        };
    }

    /** Reads a hostname alone, folding upper case and the standard port. */
    public static String parseHostname(String text) {
        String hostname = Names.foldHostname(text);
        Names.requireHostname(hostname);
        return hostname;
    }

    /** Reads a namespace alone, folding upper case. */
    public static String parseNamespace(String text) {
        String namespace = Names.foldAscii(text);
        Names.requireNamespace(namespace);
        return namespace;
    }

    /** Reads a type alone, folding upper case. */
    public static String parseType(String text) {
        String type = Names.foldAscii(text);
        Names.requireType(type);
        requireTypeIsNotReserved(type);
        return type;
    }

    /** Whether the hostname names a port; the public registries never do. */
    public boolean hasPort() {
        return hostname.indexOf(':') >= 0;
    }

    /**
     * Whether the hostname is a name of the public DNS by its form: at least two labels and no port; neither an IP
     * literal in any spelling nor under {@code localhost}. Says nothing of what the name resolves to.
     */
    public boolean isPublicName() {
        return isPublicName(hostname);
    }

    /** As {@link #isPublicName()}, of a hostname alone. */
    public static boolean isPublicName(String hostname) {
        return hostname.indexOf(':') < 0 && Names.isPublicHostname(hostname);
    }

    private static void requireMirrorable(String hostname, String namespace, String type) {
        if (namespace.equals("-")) {
            throw new InvalidNameException(
                    namespace + "/" + type, "a legacy address of Terraform 0.12, which no registry serves");
        }
        if (hostname.equals("terraform.io") && namespace.equals("builtin")) {
            throw new InvalidNameException(
                    hostname + "/" + namespace + "/" + type, "built into Terraform itself, there is nothing to mirror");
        }
    }

    private static void requireTypeIsNotReserved(String type) {
        if (type.startsWith(TYPE_PREFIX) && type.length() > TYPE_PREFIX.length()) {
            throw new InvalidNameException(
                    type,
                    "a type does not begin with terraform-provider-; did you mean \""
                            + type.substring(TYPE_PREFIX.length()) + "\"?");
        }
        if (type.startsWith(RESERVED_TYPE)) {
            throw new InvalidNameException(type, "a type does not begin with " + RESERVED_TYPE);
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
