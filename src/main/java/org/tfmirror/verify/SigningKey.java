package org.tfmirror.verify;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A key as a registry lists it.
 *
 * @param asciiArmor the armored OpenPGP public key, one or more in one block
 * @param trustSignature armored detached signature over the author's decoded key; empty or null where absent
 */
public record SigningKey(String asciiArmor, @Nullable String trustSignature) {

    public SigningKey {
        Objects.requireNonNull(asciiArmor);
    }

    /** Whether a partner signature vouches for the key; registries write an empty text for none. */
    public boolean hasTrustSignature() {
        return trustSignature != null && !trustSignature.isBlank();
    }
}
