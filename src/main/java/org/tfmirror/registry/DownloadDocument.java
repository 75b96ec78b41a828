package org.tfmirror.registry;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The protocol's answer about one package.
 *
 * @param filename the line to look for in the SHA256SUMS document
 * @param downloadUrl of the archive; like the other two relative to the document's own URL
 * @param shasum SHA-256 of the archive
 */
@RegisterForReflection // written by the resource itself, where Quarkus does not see it
public record DownloadDocument(
        List<String> protocols,
        String os,
        String arch,
        String filename,
        String downloadUrl,
        String shasumsUrl,
        String shasumsSignatureUrl,
        String shasum,
        SigningKeys signingKeys) {

    /** The keys as the origin lists them. */
    public record SigningKeys(List<Key> gpgPublicKeys) {}

    /** One of them; what the origin does not say is left out. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Key(
            @Nullable String keyId,
            String asciiArmor,
            @Nullable String trustSignature,
            @Nullable String source,
            @Nullable String sourceUrl) {}
}
