package org.tfmirror.catalog;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.PackageHash;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/**
 * A package the mirror has: its object was verified and visible before this row was written. Rows are written by
 * {@link Catalog} and never change what they vouch for.
 */
@Entity
@SuppressWarnings("unused") // Hibernate reads and writes what no accessor does
public class MirroredPackage extends PanacheEntityBase {

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

    @Column(insertable = false, updatable = false)
    private @Nullable Instant verifiedAt;

    /** For Hibernate. */
    protected MirroredPackage() {}

    /** The package, blocked or not. */
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
        return getEntityManager()
                .createQuery(
                        "select distinct version from MirroredPackage"
                                + " where hostname = ?1 and namespace = ?2 and type = ?3 and not blocked",
                        String.class)
                .setParameter(1, provider.hostname())
                .setParameter(2, provider.namespace())
                .setParameter(3, provider.type())
                .getResultStream()
                .map(ProviderVersion::parse)
                .sorted()
                .toList();
    }

    /** The packages of one version that may be served, by platform. */
    public static List<MirroredPackage> served(ProviderAddress provider, ProviderVersion version) {
        return list(
                "hostname = ?1 and namespace = ?2 and type = ?3 and version = ?4 and not blocked order by os, arch",
                provider.hostname(),
                provider.namespace(),
                provider.type(),
                version.toString());
    }

    /** The package an archive's file name stands for, if it may be served. */
    public static Optional<MirroredPackage> servedArchive(ProviderAddress provider, String filename) {
        return find(
                        "hostname = ?1 and namespace = ?2 and type = ?3 and filename = ?4 and not blocked",
                        provider.hostname(),
                        provider.namespace(),
                        provider.type(),
                        filename)
                .firstResultOptional();
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
}
