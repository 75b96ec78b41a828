package org.tfmirror.mirror;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tfmirror.catalog.MirroredPackage;
import org.tfmirror.provider.PackageHash;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/** Answers the protocol's questions from the catalog alone. */
@ApplicationScoped
class MirrorDesk {

    private final MirrorGate gate;

    MirrorDesk(MirrorGate gate) {
        this.gate = gate;
    }

    /** Empty where nothing of the provider is mirrored: a client then goes on to its next installation method. */
    @Transactional
    Optional<VersionIndex> versions(ProviderAddress provider) {
        SortedMap<String, Map<String, String>> versions = new TreeMap<>();
        for (ProviderVersion version : MirroredPackage.servedVersions(provider)) {
            versions.put(version.toString(), Map.of());
        }
        return versions.isEmpty() ? Optional.empty() : Optional.of(new VersionIndex(versions));
    }

    @Transactional
    Optional<ArchiveIndex> archives(ProviderAddress provider, ProviderVersion version) {
        SortedMap<String, ArchiveIndex.Archive> archives = new TreeMap<>();
        for (MirroredPackage each : MirroredPackage.served(provider, version)) {
            List<String> hashes =
                    each.hashes().stream().map(PackageHash::toString).toList();
            archives.put(
                    each.packageId().platform().toString(),
                    new ArchiveIndex.Archive(gate.urlOf(provider, each.filename()), hashes));
        }
        return archives.isEmpty() ? Optional.empty() : Optional.of(new ArchiveIndex(archives));
    }

    @Transactional
    Optional<MirroredPackage> archive(ProviderAddress provider, String filename) {
        return MirroredPackage.servedArchive(provider, filename);
    }
}
