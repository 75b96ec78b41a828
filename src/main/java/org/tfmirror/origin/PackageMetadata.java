package org.tfmirror.origin;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.tfmirror.provider.PackageHash;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.PlainName;

/**
 * What a registry says of one package. Everything is well formed and about this package, nothing is verified.
 *
 * @param id the package that was asked for
 * @param filename a plain name of the origin's choosing: the line to look for in the SHA256SUMS document, and nothing
 *     else; what is stored and served is called {@link PackageId#archiveName()}
 * @param downloadUrl absolute; may redirect to a signed URL of short life, so fetch it anew each time
 * @param shasum the archive's SHA-256, 64 lower-case hex digits
 * @param shasumsUrl absolute
 * @param shasumsSignatureUrl absolute
 * @param keys in the registry's order; empty where it names none
 * @param packageSize the archive's length in bytes, where the registry says it
 * @param hashes the {@code zh:} and {@code h1:} hashes the registry lists beside the shasum; empty where it lists none
 * @param protocols the plugin protocol versions, such as {@code 5.0}; empty where the registry says none
 * @param warnings what the registry wants clients to be warned of, as it says it
 */
public record PackageMetadata(
        PackageId id,
        String filename,
        URI downloadUrl,
        String shasum,
        URI shasumsUrl,
        URI shasumsSignatureUrl,
        List<PublicKey> keys,
        OptionalLong packageSize,
        Set<PackageHash> hashes,
        List<String> protocols,
        List<String> warnings) {

    private static final Pattern SHASUM = Pattern.compile("[0-9a-f]{64}");

    public PackageMetadata {
        Objects.requireNonNull(id);
        require(PlainName.is(filename), "filename is a plain name");
        require(downloadUrl.isAbsolute(), "downloadUrl is absolute");
        require(SHASUM.matcher(shasum).matches(), "shasum is 64 lower-case hex digits");
        require(shasumsUrl.isAbsolute(), "shasumsUrl is absolute");
        require(shasumsSignatureUrl.isAbsolute(), "shasumsSignatureUrl is absolute");
        keys = List.copyOf(keys);
        require(packageSize.orElse(0) >= 0, "packageSize is not negative");
        hashes = Set.copyOf(hashes);
        protocols = List.copyOf(protocols);
        warnings = List.copyOf(warnings);
    }

    /** Without warnings. */
    public PackageMetadata(
            PackageId id,
            String filename,
            URI downloadUrl,
            String shasum,
            URI shasumsUrl,
            URI shasumsSignatureUrl,
            List<PublicKey> keys,
            OptionalLong packageSize,
            Set<PackageHash> hashes,
            List<String> protocols) {
        this(
                id,
                filename,
                downloadUrl,
                shasum,
                shasumsUrl,
                shasumsSignatureUrl,
                keys,
                packageSize,
                hashes,
                protocols,
                List.of());
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException("package metadata: " + rule);
        }
    }
}
