package org.tfmirror.verify;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A checksum that is vouched for.
 *
 * @param sha256 of the archive, in lower-case hex
 * @param keyFingerprint of the primary key in upper-case hex, null only where the policy allowed no signature
 * @param signingFingerprint of the key or subkey that signed, null as {@code keyFingerprint}
 * @param warnings what did not refuse it but is worth knowing, such as an expired key
 */
public record VerifiedChecksum(
        String sha256,
        @Nullable String keyFingerprint,
        @Nullable String signingFingerprint,
        List<String> warnings) {

    public VerifiedChecksum {
        warnings = List.copyOf(warnings);
    }
}
