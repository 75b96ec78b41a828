package org.tfmirror.demand.documents;

import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import org.tfmirror.catalog.ReleaseId;
import org.tfmirror.catalog.evidence.Evidence;
import org.tfmirror.demand.documents.DocumentMetrics.Kind;
import org.tfmirror.demand.documents.DocumentMetrics.Outcome;
import org.tfmirror.origin.AvailableVersion;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.versions.AvailableVersions;
import org.tfmirror.versions.VersionList;

/**
 * Finds what may come on demand beside what is mirrored. A provider that the policy does not allow is never asked for.
 * Answers come within eight seconds; waiting holds no thread. Thread-safe.
 */
public final class DocumentDemand {

    /** Clients of the protocols wait for ten seconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final DemandPolicy policy;
    private final AvailableVersions versions;
    private final ReleaseChecksums checksums;
    private final Rules rules;

    DocumentDemand(DemandPolicy policy, AvailableVersions versions, ReleaseChecksums checksums, Rules rules) {
        this.policy = policy;
        this.versions = versions;
        this.checksums = checksums;
        this.rules = rules;
    }

    /**
     * Decided for all clients.
     *
     * @param isPrivate whether a provider's origin is asked with a credential
     * @param usual the platforms of a version of which the origin lists none
     */
    record Rules(
            Predicate<ProviderAddress> isPrivate,
            Set<Platform> usual,
            ClientLimits limits,
            DocumentMetrics metrics,
            DemandThreads threads) {}

    /**
     * Who asks.
     *
     * @param name its token's, or else its address: what comes counts against it
     * @param guarded whether it may have what an origin gives to holders of a credential only
     */
    public record Client(String name, boolean guarded) {}

    /** An answer. */
    public sealed interface Offer<T> {

        /** What may come; nothing where it is proven that nothing may. */
        record Given<T>(T value) implements Offer<T> {}

        /** The origin does not answer, or not in time. */
        record Unavailable<T>() implements Offer<T> {}

        /** What may come for certain, or else this. */
        default T or(T nothing) {
            return this instanceof Given<T> given ? given.value() : nothing;
        }
    }

    /**
     * A package that its origin vouches for.
     *
     * @param sha256 of the archive, lower-case hex
     * @param filename its name in the SHA256SUMS document
     * @param evidence the digest of what vouches for it, which is recorded
     */
    public record Vouched(String sha256, String filename, String evidence) {}

    /**
     * The packages of a version that may come.
     *
     * @param protocols of the version, as the origin lists it
     */
    public record Packages(List<String> protocols, Map<Platform, Vouched> vouched) {

        public static final Packages NONE = new Packages(List.of(), Map.of());

        public Packages {
            protocols = List.copyOf(protocols);
            vouched = Map.copyOf(vouched);
        }
    }

    /** A client has made too many documents come in this minute; nothing was done. */
    public static final class TooManyException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        TooManyException() {
            super("this client has asked for too many documents that are not mirrored; try again later");
        }
    }

    /** Whether what comes of the version is for readers with the mirror's token only: also once a credential is gone. */
    public boolean requiresToken(ReleaseId release) throws SQLException {
        return rules.isPrivate().test(release.provider()) || checksums.requiresToken(release);
    }

    /** The platforms of a version: the usual ones where its origin lists none. */
    public Set<Platform> platforms(AvailableVersion version) {
        return version.platforms().isEmpty() ? rules.usual() : version.platforms();
    }

    private boolean mayCome(ProviderAddress provider, Client client) {
        return allows(provider) && (client.guarded() || !rules.isPrivate().test(provider));
    }

    private boolean mayCome(ReleaseId release, Client client) throws SQLException {
        return mayCome(release.provider(), client) && (client.guarded() || !requiresToken(release));
    }

    /**
     * The versions that may come of a provider. A version with a package that is blocked or damaged here is left out.
     *
     * @throws TooManyException where the client has made too many come
     */
    public CompletableFuture<Offer<List<AvailableVersion>>> versions(ProviderAddress provider, Client client)
            throws SQLException {
        if (!mayCome(provider, client)) {
            count(Kind.VERSIONS, Outcome.NOT_ALLOWED);
            return CompletableFuture.completedFuture(new Offer.Given<>(List.of()));
        }
        CompletableFuture<VersionList> list = versions.of(provider, permit(Kind.VERSIONS, client));
        boolean known = list.isDone();
        return list.thenApply(found -> {
            Offer<List<AvailableVersion>> offer = offered(provider, found);
            count(
                    Kind.VERSIONS,
                    offer instanceof Offer.Unavailable ? Outcome.UNAVAILABLE : known ? Outcome.HIT : Outcome.MISS);
            return offer;
        });
    }

    private Offer<List<AvailableVersion>> offered(ProviderAddress provider, VersionList list) {
        if (list instanceof VersionList.Missing) {
            return new Offer.Given<>(List.of());
        }
        if (!(list instanceof VersionList.Known known) || known.failing()) {
            return new Offer.Unavailable<>();
        }
        try {
            return new Offer.Given<>(policy.offered(provider, known.versions()));
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }

    /**
     * The packages of a version that may come, by platform: none that is here already, served or not.
     *
     * @throws TooManyException where the client has made too many come
     */
    public CompletableFuture<Offer<Packages>> packages(ReleaseId release, Client client) throws SQLException {
        if (!mayCome(release, client)) {
            count(Kind.RELEASE, Outcome.NOT_ALLOWED);
            return CompletableFuture.completedFuture(new Offer.Given<>(Packages.NONE));
        }
        Runnable permit = permit(Kind.RELEASE, client);
        CompletableFuture<Offer<Packages>> answer =
                versions.of(release.provider(), permit).thenCompose(list -> packages(release, list, client, permit));
        if (answer.isDone()) {
            return answer;
        }
        rules.threads().after(PATIENCE, () -> answer.complete(new Offer.Unavailable<>()));
        return answer;
    }

    private CompletableFuture<Offer<Packages>> packages(
            ReleaseId release, VersionList list, Client client, Runnable permit) {
        Offer<List<AvailableVersion>> offered = offered(release.provider(), list);
        if (!(offered instanceof Offer.Given<List<AvailableVersion>> given)) {
            count(Kind.RELEASE, Outcome.UNAVAILABLE);
            return CompletableFuture.completedFuture(new Offer.Unavailable<>());
        }
        Optional<AvailableVersion> version = given.value().stream()
                .filter(each -> each.version().equals(release.version()))
                .findFirst();
        if (version.isEmpty() && isHeld(release, client)) {
            count(Kind.RELEASE, Outcome.HELD);
            return CompletableFuture.completedFuture(new Offer.Given<>(Packages.NONE));
        }
        Set<Platform> wanted = version.isEmpty() ? Set.of() : lacking(release, version.get());
        if (wanted.isEmpty()) {
            count(Kind.RELEASE, Outcome.HIT);
            return CompletableFuture.completedFuture(new Offer.Given<>(Packages.NONE));
        }
        return checksums.of(release, wanted, permit).thenApply(found -> {
            if (!(found.offer() instanceof Offer.Given<Map<Platform, Vouched>> some)) {
                count(Kind.RELEASE, found.outcome());
                return new Offer.Unavailable<>();
            }
            count(Kind.RELEASE, some.value().isEmpty() ? Outcome.NOT_VERIFIED : found.outcome());
            return new Offer.Given<>(new Packages(version.get().protocols(), some.value()));
        });
    }

    /** Whether anything of the provider comes on demand. */
    public boolean allows(ProviderAddress provider) {
        return policy.allows(provider);
    }

    /** Recorded evidence of a version that may come, by its digest; {@link #requiresToken} says which clients may read it. */
    public Optional<Evidence> evidence(ReleaseId release, String digest) throws SQLException {
        return allows(release.provider()) && !policy.isWithheld(release)
                ? checksums.evidence(release, digest)
                : Optional.empty();
    }

    private boolean isHeld(ReleaseId release, Client client) {
        try {
            return policy.isHeld(release, client.name());
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }

    private Set<Platform> lacking(ReleaseId release, AvailableVersion version) {
        try {
            Set<Platform> lacking = new HashSet<>(platforms(version));
            lacking.removeAll(policy.packages().platforms(release.provider(), release.version()));
            return lacking;
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }

    private Runnable permit(Kind kind, Client client) {
        return () -> {
            if (!rules.limits().allows(client.name())) {
                count(kind, Outcome.TOO_MANY);
                throw new TooManyException();
            }
        };
    }

    private void count(Kind kind, Outcome outcome) {
        rules.metrics().count(kind, outcome);
    }
}
