package org.tfmirror.policy;

import org.tfmirror.provider.InvalidNameException;
import org.tfmirror.provider.ProviderAddress;

/**
 * Some providers: {@code hostname/namespace/type}, of which each part is a name, or {@code *} for all.
 *
 * @param hostname lower-case, without the standard port, or {@code *}
 * @param namespace lower-case, or {@code *}
 * @param type lower-case, or {@code *}
 */
record ProviderPattern(String hostname, String namespace, String type) {

    private static final String ANY = "*";

    /** @throws InvalidNameException where {@code text} is no such pattern */
    static ProviderPattern parse(String text) {
        String[] parts = text.strip().split("/", -1);
        if (parts.length != 3) {
            throw new InvalidNameException(
                    text, "a pattern is hostname/namespace/type with * for any, such as registry.terraform.io/acme/*");
        }
        return new ProviderPattern(
                parts[0].equals(ANY) ? ANY : ProviderAddress.parseHostname(parts[0]),
                parts[1].equals(ANY) ? ANY : ProviderAddress.parseNamespace(parts[1]),
                parts[2].equals(ANY) ? ANY : ProviderAddress.parseType(parts[2]));
    }

    boolean matches(ProviderAddress provider) {
        return matches(hostname, provider.hostname())
                && matches(namespace, provider.namespace())
                && matches(type, provider.type());
    }

    private static boolean matches(String part, String name) {
        return part.equals(ANY) || part.equals(name);
    }

    @Override
    public String toString() {
        return hostname + "/" + namespace + "/" + type;
    }
}
