package org.tfmirror.verify.zip;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.tfmirror.provider.PackageHash;
import org.tfmirror.provider.Sha256;

/** Go's {@code dirhash.Hash1} over entries, whose names are taken as the bytes they are. */
final class ZipHash {

    private static final Comparator<ZipEntrySeen> BY_NAME =
            (left, right) -> Arrays.compareUnsigned(left.name(), right.name());

    private ZipHash() {}

    static PackageHash h1(List<ZipEntrySeen> entries) {
        MessageDigest summary = Sha256.newDigest();
        entries.stream().sorted(BY_NAME).forEach(entry -> {
            String hex = HexFormat.of().formatHex(entry.sha256());
            summary.update(hex.getBytes(StandardCharsets.US_ASCII));
            summary.update((byte) ' ');
            summary.update((byte) ' ');
            summary.update(entry.name());
            summary.update((byte) '\n');
        });
        return new PackageHash(PackageHash.Scheme.H1, Base64.getEncoder().encodeToString(summary.digest()));
    }
}
