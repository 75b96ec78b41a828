package org.tfmirror.console.catalog;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.audit.AuditRecord;
import org.tfmirror.catalog.Integrity;
import org.tfmirror.catalog.MirroredPackage;
import org.tfmirror.catalog.PackageFinding.Distrust;
import org.tfmirror.console.page.Amounts;
import org.tfmirror.console.page.Moment;
import org.tfmirror.provider.PackageHash;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Platform;

/**
 * A package with all that is known of it.
 *
 * @param state {@code served}, {@code blocked}, {@code missing}, {@code altered} or {@code untrusted}
 * @param key the primary key's fingerprint in groups of four; null where policy allowed none
 * @param distrust which of today's rules refuses what vouches for it; null where none does
 * @param history what was done to it by hand
 */
public record PackageDetails(
        long id,
        ProviderName provider,
        String version,
        String platform,
        String filename,
        String size,
        List<String> hashes,
        @Nullable String key,
        @Nullable String signingKey,
        List<String> warnings,
        String state,
        @Nullable Moment verified,
        @Nullable Moment checked,
        boolean listed,
        String waitingFor,
        @Nullable Block block,
        @Nullable Distrust distrust,
        List<Event> history) {

    /** By whom it was blocked, and why. */
    public record Block(
            @Nullable String by,
            @Nullable Moment at,
            @Nullable String reason) {}

    /** An entry of the audit. */
    public record Event(
            @Nullable Moment at,
            String actor,
            String action,
            String outcome,
            @Nullable String detail) {

        static Event of(AuditRecord entry, Instant now) {
            return new Event(
                    Moment.of(entry.at(), now), entry.actor(), entry.action(), entry.outcome(), entry.detail());
        }
    }

    static PackageDetails of(MirroredPackage kept, List<AuditRecord> history, Instant now) {
        PackageId id = kept.packageId();
        String state = kept.integrity() != Integrity.INTACT
                ? kept.integrity().wireName()
                : kept.blocked() ? "blocked" : "served";
        return new PackageDetails(
                kept.id(),
                ProviderName.of(id.provider()),
                id.version().toString(),
                id.platform().toString(),
                kept.filename(),
                Amounts.bytes(kept.sizeBytes()),
                kept.hashes().stream().map(PackageHash::toString).toList(),
                grouped(kept.keyFingerprint()),
                grouped(kept.signingFingerprint()),
                kept.warnings(),
                state,
                Moment.of(kept.verifiedAt(), now),
                Moment.of(kept.checkedAt(), now),
                kept.listed(),
                String.join(
                        ", ", kept.waitingFor().stream().map(Platform::toString).toList()),
                kept.blocked()
                        ? new Block(kept.blockedBy(), Moment.of(kept.blockedAt(), now), kept.blockedReason())
                        : null,
                kept.distrust(),
                history.stream().map(each -> Event.of(each, now)).toList());
    }

    private static @Nullable String grouped(@Nullable String fingerprint) {
        return fingerprint == null ? null : fingerprint.replaceAll("(.{4})(?=.)", "$1 ");
    }

    public boolean served() {
        return state.equals("served");
    }

    public boolean damaged() {
        return state.equals("missing") || state.equals("altered");
    }

    /** What the package is, in one line. */
    public String title() {
        return provider.shortName() + " " + version + " " + platform;
    }

    /** Its page. */
    public String path() {
        return "/console/packages/" + id;
    }
}
