package org.tfmirror.catalog;

import java.util.Objects;

/**
 * Why a package is untrusted.
 *
 * @param rule which rule refuses what vouches for it, such as {@code key_revoked}
 * @param reason what that rule expected and found
 */
public record Distrust(String rule, String reason) {

    public Distrust {
        Objects.requireNonNull(rule);
        Objects.requireNonNull(reason);
    }
}
