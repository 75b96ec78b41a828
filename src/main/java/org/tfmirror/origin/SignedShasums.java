package org.tfmirror.origin;

import java.util.Objects;

/**
 * A SHA256SUMS document with its detached signature, as fetched. The arrays are handed over, not copied.
 *
 * @param document the signed bytes
 * @param signature an OpenPGP signature, binary
 */
@SuppressWarnings("ArrayRecordComponent") // never compared: the signature is over these very bytes
public record SignedShasums(byte[] document, byte[] signature) {

    public SignedShasums {
        Objects.requireNonNull(document);
        Objects.requireNonNull(signature);
    }
}
