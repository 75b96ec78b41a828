package org.tfmirror.catalog;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.quarkus.panache.common.Page;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.PackageHash;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/**
 * A package the mirror has: its object was verified and visible before this row was written. Rows are written by
 * {@link Catalog} and {@link CatalogControl}, and never change what bytes they vouch for. One that is blocked, or whose
 * object is known to be missing or altered, is not served.
 */
@Entity
@SuppressWarnings("unused") // Hibernate reads and writes what no accessor does
public class MirroredPackage extends PanacheEntityBase {

    /** Read from an index alone, for the largest providers have thousands of packages. */
    static final String SERVED_VERSIONS = "select distinct version from mirrored_package"
            + " where hostname = ?1 and namespace = ?2 and type = ?3 and integrity = 'intact' and not blocked";

    @Id
    private @Nullable Long id;

    private String hostname = "";
    private String namespace = "";
    private String type = "";
    private String version = "";
    private String os = "";
    private String arch = "";
    private String filename = "";
    private String storageKey = "";
    private long sizeBytes;
    private String sha256 = "";
    private String h1 = "";
    private @Nullable String keyFingerprint;
    private @Nullable String signingFingerprint;
    private @Nullable String warnings;
    private boolean blocked;
    private @Nullable String blockedBy;
    private @Nullable Instant blockedAt;
    private @Nullable String blockedReason;

    @Convert(converter = IntegrityConverter.class)
    private Integrity integrity = Integrity.INTACT;

    private @Nullable Instant checkedAt;

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

    /** The package, served or not. */
    public static Optional<MirroredPackage> of(PackageId id) {
        return find(
                        "hostname = ?1 and namespace = ?2 and type = ?3 and version = ?4 and os = ?5 and arch = ?6",
                        id.provider().hostname(),
                        id.provider().namespace(),
                        id.provider().type(),
                        id.version().toString(),
                        id.platform().os(),
                        id.platform().arch())
                .firstResultOptional();
    }

    /** The canonical versions of a provider that have at least one package to serve. */
    public static List<ProviderVersion> servedVersions(ProviderAddress provider) {
        Stream<?> versions = getEntityManager()
                .createNativeQuery(SERVED_VERSIONS, String.class)
                .setParameter(1, provider.hostname())
                .setParameter(2, provider.namespace())
                .setParameter(3, provider.type())
                .getResultStream();
        return versions.map(String.class::cast)
                .map(ProviderVersion::parse)
                .sorted()
                .toList();
    }

    /** The packages of one version that may be served, by platform. */
    public static List<MirroredPackage> served(ProviderAddress provider, ProviderVersion version) {
        return list(
                "hostname = ?1 and namespace = ?2 and type = ?3 and version = ?4"
                        + " and not blocked and integrity = ?5 order by os, arch",
                provider.hostname(),
                provider.namespace(),
                provider.type(),
                version.toString(),
                Integrity.INTACT);
    }

    /** The package an archive's file name stands for, if it may be served. */
    public static Optional<MirroredPackage> servedArchive(ProviderAddress provider, String filename) {
        // By what the name says and not by the name: that is one step into the index of the identity, however many
        // versions the provider has.
        return PackageId.ofArchiveName(provider, filename)
                .flatMap(MirroredPackage::of)
                .filter(found -> !found.blocked && found.integrity == Integrity.INTACT);
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

    /** Where its object is, without a bucket. */
    public String storageKey() {
        return storageKey;
    }

    public long sizeBytes() {
        return sizeBytes;
    }

    /** The archive's SHA-256, lower-case hex. */
    public String sha256() {
        return sha256;
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

    /** What was odd but allowed when it was verified. */
    public List<String> warnings() {
        return warnings == null ? List.of() : List.of(warnings.split("\n"));
    }

    /** When it was fetched and verified. */
    public @Nullable Instant verifiedAt() {
        return verifiedAt;
    }

    public Integrity integrity() {
        return integrity;
    }

    /** When its object was last read again; null while it never was. */
    public @Nullable Instant checkedAt() {
        return checkedAt;
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
