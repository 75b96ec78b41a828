package org.tfmirror.demand.documents;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.tfmirror.catalog.ServedPackages;
import org.tfmirror.demand.DocumentDemandConfig;
import org.tfmirror.evidence.EvidenceFetcher;
import org.tfmirror.evidence.RecentMetadata;
import org.tfmirror.origin.OriginRegistry;
import org.tfmirror.policy.OnDemandPolicy;
import org.tfmirror.provider.InvalidNameException;
import org.tfmirror.provider.Platform;
import org.tfmirror.verify.shasums.ShasumsVerifier;
import org.tfmirror.versions.AvailableVersions;
import org.tfmirror.versions.VersionHolds;

/** Puts the demand for documents together; a malformed platform stops the start. */
@Singleton
class DocumentBeans {

    private final DemandThreads.OfApplication threads = new DemandThreads.OfApplication();

    @Produces
    @Singleton
    ReleaseChecksums releaseChecksums(
            DataSource dataSource,
            ShasumsVerifier verifier,
            RecentMetadata recent,
            OriginRegistry origin,
            Clock clock) {
        return new ReleaseChecksums(
                new StoredEvidence(dataSource, verifier),
                new EvidenceFetcher(verifier, recent, clock),
                origin,
                threads,
                clock);
    }

    @Produces
    @Singleton
    DocumentDemand.Rules rules(
            DocumentDemandConfig config, OriginRegistry origin, Clock clock, MeterRegistry registry) {
        return new DocumentDemand.Rules(
                origin::isPrivate,
                platforms(config.platforms()),
                new ClientLimits(config.documentsPerMinute(), clock),
                new DocumentMetrics(registry),
                threads);
    }

    @Produces
    @Singleton
    DemandPolicy demandPolicy(OnDemandPolicy policy, VersionHolds holds, ServedPackages packages) {
        return new DemandPolicy(policy, holds, packages);
    }

    @Produces
    @Singleton
    @Startup
    DocumentDemand documentDemand(
            DemandPolicy policy, AvailableVersions versions, ReleaseChecksums checksums, DocumentDemand.Rules rules) {
        return new DocumentDemand(policy, versions, checksums, rules);
    }

    private static Set<Platform> platforms(Set<String> texts) {
        try {
            return texts.stream().map(Platform::parse).collect(Collectors.toUnmodifiableSet());
        } catch (InvalidNameException e) {
            throw new IllegalArgumentException("tfmirror.on-demand.platforms: " + e.getMessage(), e);
        }
    }

    @PreDestroy
    void stop() {
        threads.stop();
    }
}
