package org.tfmirror.versions;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tfmirror.origin.ArchiveStream;
import org.tfmirror.origin.AvailableVersion;
import org.tfmirror.origin.Cancellation;
import org.tfmirror.origin.OriginException;
import org.tfmirror.origin.OriginException.Aborted;
import org.tfmirror.origin.OriginRegistry;
import org.tfmirror.origin.PackageMetadata;
import org.tfmirror.origin.SignedShasums;
import org.tfmirror.origin.VersionListing;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/** An origin that lists what the test says, of any provider, and nothing else. */
final class ListedOrigin implements OriginRegistry {

    final AtomicInteger requests = new AtomicInteger();
    volatile List<AvailableVersion> listed = List.of();
    volatile List<String> warnings = List.of();
    volatile @Nullable OriginException refusal;
    /** Runs while the origin is asked. */
    volatile Runnable whileAsked = () -> {};

    volatile boolean datesVersions;
    volatile @Nullable OriginException datesRefusal;

    private final Map<ProviderVersion, Instant> dates = new ConcurrentHashMap<>();
    private volatile Cancellation current = new Cancellation();

    void list(String... versions) {
        listed = Stream.of(versions)
                .map(version -> new AvailableVersion(
                        ProviderVersion.parse(version),
                        List.of("5.0", "6.0"),
                        Set.of(Platform.parse("linux_amd64"), Platform.parse("darwin_arm64"))))
                .toList();
    }

    @Override
    public VersionListing listing(ProviderAddress provider) throws OriginException {
        return new VersionListing(availableVersions(provider), warnings);
    }

    @Override
    public OriginRegistry cancelledBy(Cancellation cancellation) {
        current = cancellation;
        return this;
    }

    @Override
    public boolean isPrivate(ProviderAddress provider) {
        return false;
    }

    /** Tells when a version was published. */
    void date(String version, Instant at) {
        datesVersions = true;
        dates.put(ProviderVersion.parse(version), at);
    }

    @Override
    public boolean datesVersions(ProviderAddress provider) {
        return datesVersions;
    }

    @Override
    public Map<ProviderVersion, Instant> publicationDates(ProviderAddress provider) throws OriginException {
        OriginException refused = datesRefusal;
        if (refused != null) {
            throw refused;
        }
        return dates;
    }

    @Override
    public List<AvailableVersion> availableVersions(ProviderAddress provider) throws OriginException {
        requests.incrementAndGet();
        List<AvailableVersion> answer = listed;
        OriginException refused = refusal;
        whileAsked.run();
        if (current.isRequested()) {
            throw new Aborted("the list", null);
        }
        if (refused != null) {
            throw refused;
        }
        return answer;
    }

    @Override
    public PackageMetadata packageMetadata(PackageId id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public SignedShasums shasums(PackageMetadata metadata) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ArchiveStream openArchive(PackageMetadata metadata) {
        throw new UnsupportedOperationException();
    }
}
