package org.tfmirror.audit;

import org.jspecify.annotations.Nullable;

/**
 * Who makes a change, and from where.
 *
 * @param actor the name in the token
 * @param subject the token's {@code sub}, which is never given to another person, unlike a name; null where it has none
 * @param source the address the request came from: a proxy's, unless {@code quarkus.http.proxy.*} says whom to believe
 */
public record Caller(String actor, @Nullable String subject, String source) {

    private static final Caller SYSTEM = new Caller("system", null, "internal");

    /** The service itself, where no request asked for the change. Its source is no address, so no token can pose as it. */
    public static Caller system() {
        return SYSTEM;
    }
}
