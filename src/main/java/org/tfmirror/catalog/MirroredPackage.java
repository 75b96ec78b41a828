package org.tfmirror.catalog;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.quarkus.panache.common.Page;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hibernate.annotations.Formula;
import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.PackageFinding.Distrust;
import org.tfmirror.provider.PackageHash;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/**
 * A package the mirror has: its object was verified and visible before this row was written. Rows are written by
 * {@link Catalog}, {@link CatalogControl} and {@link #block}, and never change what bytes they vouch for. One that is
 * blocked, or whose object is known to be missing or altered, is not served ({@link ServedPackages}).
 */
@Entity
@SuppressWarnings("unused") // Hibernate reads and writes what no accessor does
public class MirroredPackage extends PanacheEntityBase {

    private static final String OF_RELEASE = """
            from mirrored_package self
            join release listing on listing.hostname = self.hostname and listing.namespace = self.namespace
              and listing.type = self.type and listing.version = self.version
            where true""";
    private static final String LISTING = "exists (select 1 " + OF_RELEASE;

    private static final String BLOCK = """
            blocked = true, blockedBy = ?1, blockedAt = instant, blockedReason = ?2, blockedSource = ?3
            where id = ?4 and """;

    /** Our own block takes the place of another mirror's, which that one could lift. */
    private static final String BLOCK_OURS =
            BLOCK + "(not blocked or blockedReason is distinct from ?2 or blockedSource is not null)";

    /** Another mirror's takes the place of its own only. */
    private static final String BLOCK_OF =
            BLOCK + "(not blocked or blockedSource = ?3 and blockedReason is distinct from ?2)";

    private static final String UNBLOCK = """
            blocked = false, blockedBy = null, blockedAt = null, blockedReason = null, blockedSource = null
            where blocked and id = ?1""";
    private static final String UNBLOCK_OF = UNBLOCK + " and blockedSource = ?2";

    @Id
    private @Nullable Long id;

    private String hostname = "";
    private String namespace = "";
    private String type = "";
    private String version = "";
    private String os = "";
    private String arch = "";
    private String filename = "";
    private long sizeBytes;
    private String sha256 = "";
    private String h1 = "";
    private @Nullable String keyFingerprint;
    private @Nullable String signingFingerprint;
    private @Nullable String warnings;
    private boolean requiresToken;
    private boolean blocked;
    private @Nullable String blockedBy;
    private @Nullable Instant blockedAt;
    private @Nullable String blockedReason;
    private @Nullable String blockedSource;

    @Convert(converter = IntegrityConverter.class)
    private Integrity integrity = Integrity.INTACT;

    private @Nullable Instant checkedAt;

    private @Nullable String untrustedBy;
    private @Nullable String untrustedReason;
    private @Nullable String evidence;
    private @Nullable String originFilename;

    @Formula(LISTING + " and listing.listed_at is not null and self.id = id)")
    private boolean listed;

    @Formula("(select array_to_string(listing.waiting_for, ',') " + OF_RELEASE + " and self.id = id)")
    private @Nullable String waitingFor;

    @Formula("(select vouching.crashes_clients from mirrored_package self"
            + " join evidence vouching on vouching.digest = self.evidence where self.id = id)")
    private @Nullable Boolean crashesClients;

    @Column(insertable = false, updatable = false)
    private @Nullable Instant verifiedAt;

    /** For Hibernate. */
    protected MirroredPackage() {}

    /**
     * Newest first.
     *
     * @param before only packages with a smaller id; null from the newest
     */
    public static List<MirroredPackage> newest(PackageFilter filter, @Nullable Long before, int limit) {
        Map<String, Object> parameters = new HashMap<>(filter.parameters());
        String page = "";
        if (before != null) {
            parameters.put("before", before);
            page = " and id < :before";
        }
        return find(filter.condition() + page + " order by id desc", parameters)
                .page(Page.ofSize(limit))
                .list();
    }

    /**
     * Stops a package from being served, at once and until our operators unblock it.
     *
     * @param reason for other operators; null where none is given
     * @return false where they have blocked it for this reason already, or there is no such package
     */
    public static boolean block(long packageId, String by, @Nullable String reason) {
        return update(BLOCK_OURS, by, reason, null, packageId) == 1;
    }

    /**
     * As {@link #block}, because the operators of another mirror have blocked it; a block of our own stays ours.
     *
     * @param source the key of that mirror
     */
    public static boolean blockOf(long packageId, String by, @Nullable String reason, String source) {
        return update(BLOCK_OF, by, reason, source, packageId) == 1;
    }

    /** Lets a package be served again; false where it was not blocked, or there is no such package. */
    public static boolean unblock(long packageId) {
        return update(UNBLOCK, packageId) == 1;
    }

    /** As {@link #unblock}, but only a package that is blocked because operators of this other mirror have blocked it. */
    public static boolean unblockOf(long packageId, String source) {
        return update(UNBLOCK_OF, packageId, source) == 1;
    }

    public long id() {
        if (id == null) {
            throw new IllegalStateException("not stored yet");
        }
        return id;
    }

    public PackageId packageId() {
        return new PackageId(
                new ProviderAddress(hostname, namespace, type), ProviderVersion.parse(version), new Platform(os, arch));
    }

    /** The archive's name, {@link PackageId#archiveName()}. */
    public String filename() {
        return filename;
    }

    public long sizeBytes() {
        return sizeBytes;
    }

    /** What clients may check it against, h1 first. */
    public List<PackageHash> hashes() {
        return List.of(PackageHash.parse(h1), PackageHash.ofSha256(sha256));
    }

    /** The primary key that vouches for it, upper-case hex; null where policy allowed none. */
    public @Nullable String keyFingerprint() {
        return keyFingerprint;
    }

    /** The key or subkey that signed, upper-case hex; null where policy allowed none. */
    public @Nullable String signingFingerprint() {
        return signingFingerprint;
    }

    /** What was odd but allowed when it was verified, and what keeps it out of the registry face. */
    public List<String> warnings() {
        List<String> all = new ArrayList<>(warnings == null ? List.of() : List.of(warnings.split("\n")));
        if (Boolean.TRUE.equals(crashesClients)) {
            all.add("its SHA256SUMS has a blank line, which crashes Terraform and OpenTofu:"
                    + " the registry face does not serve it, the mirror face does");
        }
        return all;
    }

    /** When it was fetched and verified. */
    public @Nullable Instant verifiedAt() {
        return verifiedAt;
    }

    public Integrity integrity() {
        return untrustedBy == null ? integrity : Integrity.UNTRUSTED;
    }

    /** Why it is untrusted; null where it is trusted. */
    public @Nullable Distrust distrust() {
        return untrustedBy == null ? null : new Distrust(untrustedBy, String.valueOf(untrustedReason));
    }

    /** The archive's name in the evidence; null where there is none. */
    public @Nullable String originFilename() {
        return originFilename;
    }

    /** The digest of the evidence that vouches for it; null where the release before has brought it. */
    public @Nullable String evidence() {
        return evidence;
    }

    /** When its object was last read again; null while it never was. */
    public @Nullable Instant checkedAt() {
        return checkedAt;
    }

    /** Whether its version is in the lists, as long as it has a package that is served. */
    public boolean listed() {
        return listed;
    }

    /** The platforms that keep its version out of the lists. */
    public List<Platform> waitingFor() {
        return waitingFor == null || waitingFor.isEmpty()
                ? List.of()
                : Stream.of(waitingFor.split(",")).map(Platform::parse).toList();
    }

    /** Whether it was fetched with a credential, so that it is for readers with the mirror's token only. */
    public boolean requiresToken() {
        return requiresToken;
    }

    public boolean blocked() {
        return blocked;
    }

    /** Null unless an operator blocked it. */
    public @Nullable String blockedBy() {
        return blockedBy;
    }

    public @Nullable Instant blockedAt() {
        return blockedAt;
    }

    /** What the operator gave as the reason, if any. */
    public @Nullable String blockedReason() {
        return blockedReason;
    }
}
