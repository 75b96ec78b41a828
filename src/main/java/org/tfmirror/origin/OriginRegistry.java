package org.tfmirror.origin;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tfmirror.origin.OriginException.Aborted;
import org.tfmirror.origin.OriginException.NotFound;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/**
 * What may be asked of an origin registry, which of them being named by the provider's address. It follows the
 * <a href="https://developer.hashicorp.com/terraform/internals/provider-registry-protocol">provider registry
 * protocol</a>; nothing it returns is to be trusted before {@code verify} has judged it.
 *
 * <p>Calls block until they have their answer. They are made from any thread, several at once; interrupting the caller
 * ends the call with an {@link Aborted} at the next read.
 */
public interface OriginRegistry {

    /** The same registry, with calls that can be cancelled: they end at once, by an {@link Aborted}, even while they wait. */
    OriginRegistry cancelledBy(Cancellation cancellation);

    /**
     * Whether what is fetched of a provider is only for readers who have the mirror's token: its registry is asked with a
     * credential, and its host is not declared public.
     */
    boolean isPrivate(ProviderAddress provider);

    /**
     * The versions the registry lists, in its order, each once. Unparsable ones are skipped with a warning in the log.
     *
     * @throws NotFound where the registry does not know the provider
     */
    List<AvailableVersion> availableVersions(ProviderAddress provider) throws OriginException;

    /** As {@link #availableVersions}, with what the registry warns of. */
    default VersionListing listing(ProviderAddress provider) throws OriginException {
        return new VersionListing(availableVersions(provider), List.of());
    }

    /** Whether the registry tells when the provider's versions were published, as far as it knows itself. */
    default boolean datesVersions(ProviderAddress provider) {
        return false;
    }

    /**
     * When the provider's versions were published, where the registry tells, which only public ones do, beside the
     * protocol: unsigned, and perhaps not of all versions. Empty where it does not.
     */
    default Map<ProviderVersion, Instant> publicationDates(ProviderAddress provider) throws OriginException {
        return Map.of();
    }

    /** As {@link #publicationDates}, of one version by its name; empty where the registry does not tell. */
    default Optional<Instant> publicationDate(ProviderAddress provider, ProviderVersion version)
            throws OriginException {
        return Optional.ofNullable(publicationDates(provider).get(version));
    }

    /**
     * What the registry says of one package, every field checked for form and for being about this package.
     *
     * @throws NotFound where there is no such version, or not for this platform
     */
    PackageMetadata packageMetadata(PackageId id) throws OriginException;

    /** Fetches the package's SHA256SUMS document and its detached signature, unjudged. */
    SignedShasums shasums(PackageMetadata metadata) throws OriginException;

    /** Asks for the archive's bytes; returns when the origin has begun to send them. The caller closes the stream. */
    ArchiveStream openArchive(PackageMetadata metadata) throws OriginException;
}
