package org.tfmirror.bundle;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;
import org.tfmirror.provider.SafeText;

/**
 * What a source's operators have decided. It changes nothing here before an operator accepts it.
 *
 * @param platform of the package; null where it is about a version
 * @param reason theirs, up to 1,000 characters that are safe to show
 */
public record Statement(
        Decision decision,
        ProviderAddress provider,
        ProviderVersion version,
        @Nullable Platform platform,
        String reason) {

    private static final int MAX_REASON = 1000;

    /** What was decided. */
    public enum Decision {
        /** The package is not given to anybody. */
        BLOCK,
        /** It is again. No manifest says so: it follows from one that blocks the package no longer. */
        UNBLOCK,
        /** The version is kept out. */
        REJECT,
        /** The version may come, however young it is. */
        WAIVE;

        /** The name in JSON and in the database. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether it is about one package, and not about a version. */
        public boolean isOfPackage() {
            return switch (this) {
                case BLOCK, UNBLOCK -> true;
                case REJECT, WAIVE -> false;
            };
        }

        /** @throws IllegalArgumentException where it is none */
        static Decision parse(String wireName) {
            return Stream.of(values())
                    .filter(each -> each.wireName().equals(wireName))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("not a decision"));
        }
    }

    public Statement {
        Objects.requireNonNull(provider);
        Objects.requireNonNull(version);
        if (decision.isOfPackage() != (platform != null)) {
            throw new IllegalArgumentException("platform is not as the decision needs it");
        }
        if (reason.length() > MAX_REASON) {
            throw new IllegalArgumentException("reason is longer than 1,000 characters");
        }
        reason = SafeText.of(reason, MAX_REASON);
    }

    /** A package is blocked; a reason that is too long is cut. */
    public static Statement block(PackageId id, @Nullable String reason) {
        return new Statement(Decision.BLOCK, id.provider(), id.version(), id.platform(), cut(reason));
    }

    /** What was decided about a version; a reason that is too long is cut. */
    public static Statement of(
            Decision decision, ProviderAddress provider, ProviderVersion version, @Nullable String reason) {
        return new Statement(decision, provider, version, null, cut(reason));
    }

    private static String cut(@Nullable String reason) {
        String given = reason == null ? "" : reason;
        return given.length() > MAX_REASON ? given.substring(0, MAX_REASON) : given;
    }

    /** The package that it is about; empty where it is about a version. */
    public Optional<PackageId> packageId() {
        return platform == null ? Optional.empty() : Optional.of(new PackageId(provider, version, platform));
    }

    /** The package or version that it is about, for people. */
    public String what() {
        return packageId().map(PackageId::toString).orElseGet(() -> provider + " " + version);
    }
}
