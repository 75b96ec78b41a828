package org.tfmirror.verify;

import java.util.List;
import java.util.Objects;
import org.tfmirror.provider.ProviderAddress;

/**
 * A registry's claim about one archive, before it is verified.
 *
 * @param provider whose archive it is; decides on pins
 * @param filename the archive's name in the shasums document
 * @param shasum SHA-256 in hex from the package metadata
 * @param shasums the SHA256SUMS document, not copied
 * @param signature detached OpenPGP signature of it, binary or armored, not copied
 * @param keys the listed signing keys, perhaps none
 */
public record ShasumsClaim(
        ProviderAddress provider,
        String filename,
        String shasum,
        byte[] shasums,
        byte[] signature,
        List<SigningKey> keys) {

    public ShasumsClaim {
        Objects.requireNonNull(provider);
        Objects.requireNonNull(filename);
        Objects.requireNonNull(shasum);
        Objects.requireNonNull(shasums);
        Objects.requireNonNull(signature);
        keys = List.copyOf(keys);
    }
}
