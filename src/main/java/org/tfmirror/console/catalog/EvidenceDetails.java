package org.tfmirror.console.catalog;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.MirroredPackage;
import org.tfmirror.catalog.evidence.Evidence;
import org.tfmirror.catalog.evidence.EvidenceTable.Recorded;
import org.tfmirror.console.page.Amounts;
import org.tfmirror.console.page.Moment;

/**
 * The evidence of a package, as its origin gave it.
 *
 * @param digest of all of it
 * @param filename the archive's name in SHA256SUMS; empty where it is not known
 * @param shasums the lines of SHA256SUMS
 * @param size of SHA256SUMS, in words
 * @param signed whether there is a signature
 * @param crashesClients whether Terraform cannot read SHA256SUMS, so that the registry protocol does not serve it
 */
public record EvidenceDetails(
        String digest,
        Moment recorded,
        String filename,
        List<Line> shasums,
        String size,
        boolean signed,
        boolean crashesClients,
        List<Key> keys) {

    /**
     * A line of SHA256SUMS.
     *
     * @param ours whether it is that of the package
     */
    public record Line(String text, boolean ours) {}

    /**
     * A key as the origin lists it.
     *
     * @param verifies whether its signature was verified
     * @param source whose it is, in the origin's words; empty where it says nothing
     */
    public record Key(String id, boolean verifies, String source, String sourceUrl) {

        static Key of(Evidence.Key key, MirroredPackage kept) {
            String id = Objects.requireNonNullElse(key.keyId(), "");
            return new Key(
                    id,
                    endsWith(kept.keyFingerprint(), id) || endsWith(kept.signingFingerprint(), id),
                    Objects.requireNonNullElse(key.source(), ""),
                    Objects.requireNonNullElse(key.sourceUrl(), ""));
        }

        private static boolean endsWith(@Nullable String fingerprint, String id) {
            return fingerprint != null && id.length() >= 16 && fingerprint.endsWith(id.toUpperCase(Locale.ROOT));
        }
    }

    static EvidenceDetails of(MirroredPackage kept, Recorded recorded, Instant now) {
        Evidence evidence = recorded.evidence();
        String filename = Objects.requireNonNullElse(kept.originFilename(), "");
        return new EvidenceDetails(
                evidence.digest(),
                Objects.requireNonNull(Moment.of(recorded.at(), now)),
                filename,
                new String(evidence.shasums(), StandardCharsets.UTF_8)
                        .lines()
                        .map(line -> new Line(line, !filename.isEmpty() && line.endsWith(filename)))
                        .toList(),
                Amounts.bytes(evidence.shasums().length),
                evidence.signature() != null,
                recorded.crashesClients(),
                evidence.keys().stream().map(each -> Key.of(each, kept)).toList());
    }
}
