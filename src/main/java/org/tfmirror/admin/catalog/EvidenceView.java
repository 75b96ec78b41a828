package org.tfmirror.admin.catalog;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.MirroredPackage;
import org.tfmirror.catalog.evidence.Evidence;
import org.tfmirror.catalog.evidence.EvidenceTable.Recorded;

/**
 * The evidence of a package, as its origin gave it. It is not trusted because it is here: clients check the signature.
 *
 * @param digest of all of it
 * @param filename the archive's name in SHA256SUMS
 * @param shasums the document, in base64
 * @param shasumsText the same for reading; bytes that are no UTF-8 are replaced
 * @param signature of the document, in base64; null where there is none
 * @param keys as the origin listed them
 * @param originWarnings what the origin warns of, of the provider, as it last said it
 * @param key whose signature was verified; null where policy allowed none
 * @param trusted whether the last verification found that it vouches for the package
 * @param untrusted which rule refuses it; null where it is trusted
 */
public record EvidenceView(
        long id,
        String digest,
        Instant recordedAt,
        @Nullable String filename,
        byte[] shasums,
        String shasumsText,
        byte @Nullable [] signature,
        List<Key> keys,
        List<String> originWarnings,
        PackageView.@Nullable Key key,
        boolean trusted,
        PackageView.@Nullable Untrusted untrusted) {

    /** A signing key as the origin listed it; what it did not say is null. */
    public record Key(
            @Nullable String keyId,
            String asciiArmor,
            @Nullable String trustSignature,
            @Nullable String source,
            @Nullable String sourceUrl) {

        static Key of(Evidence.Key key) {
            return new Key(key.keyId(), key.asciiArmor(), key.trustSignature(), key.source(), key.sourceUrl());
        }
    }

    static EvidenceView of(MirroredPackage kept, Recorded recorded, List<String> originWarnings) {
        Evidence evidence = recorded.evidence();
        PackageView view = PackageView.of(kept);
        return new EvidenceView(
                kept.id(),
                evidence.digest(),
                recorded.at(),
                kept.originFilename(),
                evidence.shasums(),
                new String(evidence.shasums(), StandardCharsets.UTF_8),
                evidence.signature(),
                evidence.keys().stream().map(Key::of).toList(),
                originWarnings,
                view.key(),
                view.untrusted() == null,
                view.untrusted());
    }
}
