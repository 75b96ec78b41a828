package org.tfmirror.origin;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An OpenPGP key the registry offers for checking a signature. It comes from where the data come from, so by itself it
 * proves little.
 *
 * @param asciiArmor the armored key, not empty
 * @param trustSignature a partner signature over the key, armored; null where there is none
 */
public record PublicKey(String asciiArmor, @Nullable String trustSignature) {

    public PublicKey {
        Objects.requireNonNull(asciiArmor);
    }
}
