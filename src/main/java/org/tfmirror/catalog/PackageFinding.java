package org.tfmirror.catalog;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.PackageId;

/**
 * The result of verifying a stored package: its object's bytes and its evidence.
 *
 * @param sha256 what the catalog promised, lower-case hex
 * @param integrity how the object was found: intact, missing or altered
 * @param distrust null where it is trusted
 * @param renewed what vouches for it in place of the evidence that was refused; null where that stands
 */
public record PackageFinding(
        PackageId id,
        String sha256,
        Integrity integrity,
        @Nullable Distrust distrust,
        @Nullable PackageEvidence renewed)
        implements CatalogChange {

    /**
     * Why a package is untrusted.
     *
     * @param rule which rule refuses what vouches for it, such as {@code key_revoked}
     * @param reason what that rule expected and found
     */
    public record Distrust(String rule, String reason) {

        public Distrust {
            Objects.requireNonNull(rule);
            Objects.requireNonNull(reason);
        }
    }

    @Override
    public Optional<ReleaseFacts> facts() {
        return Optional.ofNullable(renewed).flatMap(PackageEvidence::facts);
    }
}
