package org.tfmirror.origin;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An OpenPGP key that the origin offers for checking a signature. It comes from the same place as the data, so by
 * itself it proves little.
 *
 * @param keyId what the registry calls the key, perhaps wrongly; null where it does not say
 * @param asciiArmor the armored key, not empty
 * @param trustSignature a partner signature over the key, armored; null or empty where there is none
 * @param source whose key it is, any text; null where the registry does not say
 * @param sourceUrl where to read about it, any text; null where the registry does not say
 */
public record PublicKey(
        @Nullable String keyId,
        String asciiArmor,
        @Nullable String trustSignature,
        @Nullable String source,
        @Nullable String sourceUrl) {

    public PublicKey {
        Objects.requireNonNull(asciiArmor);
    }

    /** A key of which the registry says nothing more. */
    public PublicKey(String asciiArmor, @Nullable String trustSignature) {
        this(null, asciiArmor, trustSignature, null, null);
    }
}
