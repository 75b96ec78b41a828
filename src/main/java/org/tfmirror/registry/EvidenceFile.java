package org.tfmirror.registry;

import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.evidence.Evidence;

/** A document of the evidence that clients fetch by itself. */
enum EvidenceFile {
    SHASUMS("SHA256SUMS") {
        @Override
        byte[] of(Evidence evidence) {
            return evidence.shasums();
        }
    },
    SIGNATURE("SHA256SUMS.sig") {
        @Override
        byte @Nullable [] of(Evidence evidence) {
            return evidence.signature();
        }
    };

    private final String filename;

    EvidenceFile(String filename) {
        this.filename = filename;
    }

    /** Null where the origin gave none. */
    abstract byte @Nullable [] of(Evidence evidence);

    String filename() {
        return filename;
    }

    /** What a signed URL of it means, apart from the provider. No archive's name has a slash. */
    String signedAs(String version, String digest) {
        return version + "/" + digest + "/" + filename;
    }

    static Optional<EvidenceFile> called(String filename) {
        return Stream.of(values())
                .filter(file -> file.filename.equals(filename))
                .findFirst();
    }
}
