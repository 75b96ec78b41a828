package org.tfmirror.bundle;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.PackageHash;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.PlainName;

/**
 * One package of a bundle: its archive, and what its author signed, all in one part.
 *
 * @param part the part's file name
 * @param originName the archive's name in the SHA256SUMS document
 * @param protocols of the plugin, such as {@code 5.0}, what is none left out; nobody has signed them
 * @param publishedAt when its version was published, where its origin told; nobody has signed it
 * @param requiresToken whether it is for readers with the mirror's token only
 */
public record BundleEntry(
        PackageId id,
        String part,
        String originName,
        PackageHash h1,
        List<String> protocols,
        @Nullable Instant publishedAt,
        boolean requiresToken,
        Files files) {

    private static final Pattern PROTOCOL = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3})?");
    private static final int MOST_PROTOCOLS = 20;

    /**
     * The package's files.
     *
     * @param signature of the SHA256SUMS document; null where the origin has no keys
     * @param keys the signing keys as the origin listed them
     */
    public record Files(
            Place archive, Place shasums, @Nullable Place signature, Place keys) {

        public Files {
            if (archive.size() == 0) {
                throw new IllegalArgumentException("archive is empty");
            }
            Objects.requireNonNull(shasums);
            Objects.requireNonNull(keys);
        }
    }

    public BundleEntry {
        Objects.requireNonNull(id);
        Objects.requireNonNull(h1);
        Objects.requireNonNull(files);
        protocols = protocols.stream()
                .filter(each -> PROTOCOL.matcher(each).matches())
                .distinct()
                .limit(MOST_PROTOCOLS)
                .toList();
        if (publishedAt != null) {
            ManifestHead.requirePlausible("published_at", publishedAt);
        }
        if (!BundleNames.isPart(part)) {
            throw new IllegalArgumentException("part is not named like part-0001.tar");
        }
        if (!PlainName.is(originName)) {
            throw new IllegalArgumentException("origin_name is not the plain name of a file");
        }
    }
}
