package org.tfmirror.demand.documents;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.jboss.logging.Logger;
import org.tfmirror.catalog.ReleaseId;
import org.tfmirror.catalog.evidence.Evidence;
import org.tfmirror.demand.documents.DocumentDemand.Offer;
import org.tfmirror.demand.documents.DocumentDemand.Vouched;
import org.tfmirror.demand.documents.DocumentMetrics.Outcome;
import org.tfmirror.evidence.EvidenceFetcher;
import org.tfmirror.evidence.EvidenceSnapshot;
import org.tfmirror.origin.Cancellation;
import org.tfmirror.origin.OriginException;
import org.tfmirror.origin.OriginRegistry;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Platform;
import org.tfmirror.verify.VerificationException;

/**
 * The verified checksums of versions, from recorded evidence where there is any, and else from their origins: one snapshot
 * of its documents tells all platforms that its SHA256SUMS names in the canonical form, and each other one is asked for by
 * itself. For some minutes they are remembered, and so is what an origin does not vouch for. Thread-safe; clients that ask
 * for one version at a time cause one request.
 */
final class ReleaseChecksums {

    private static final Logger LOG = Logger.getLogger(ReleaseChecksums.class);
    private static final Platform USUAL = new Platform("linux", "amd64");
    private static final Duration REMEMBERED = Duration.ofMinutes(10);
    private static final Duration REFUSAL_REMEMBERED = Duration.ofMinutes(1);
    private static final Duration FETCH = Duration.ofSeconds(30);
    private static final int MOST_REMEMBERED = 1_000;
    /** A list could name any number of them. */
    private static final int MOST_PLATFORMS = 64;

    private final StoredEvidence stored;
    private final EvidenceFetcher fetcher;
    private final OriginRegistry origin;
    private final DemandThreads threads;
    private final Clock clock;

    private final Map<ReleaseId, Known> remembered = new ConcurrentHashMap<>();
    private final Map<ReleaseId, CompletableFuture<Known>> fetched = new ConcurrentHashMap<>();

    ReleaseChecksums(
            StoredEvidence stored, EvidenceFetcher fetcher, OriginRegistry origin, DemandThreads threads, Clock clock) {
        this.stored = stored;
        this.fetcher = fetcher;
        this.origin = origin;
        this.threads = threads;
        this.clock = clock;
    }

    /** What is known of a version; grows while it is fetched. */
    private static final class Known {

        private final Instant until;
        private final Map<Platform, Vouched> vouched = new ConcurrentHashMap<>();
        private final Map<Platform, Instant> refusedUntil = new ConcurrentHashMap<>();
        private volatile boolean isFailing;

        Known(Instant until) {
            this.until = until;
        }

        Set<Platform> lacking(Set<Platform> wanted, Instant now) {
            Set<Platform> lacking = new HashSet<>(wanted);
            lacking.removeAll(vouched.keySet());
            lacking.removeIf(each -> now.isBefore(refusedUntil.getOrDefault(each, Instant.MIN)));
            return lacking;
        }

        Offer<Map<Platform, Vouched>> of(Set<Platform> wanted) {
            Map<Platform, Vouched> offered = new HashMap<>(vouched);
            offered.keySet().retainAll(wanted);
            return offered.isEmpty() && isFailing ? new Offer.Unavailable<>() : new Offer.Given<>(Map.copyOf(offered));
        }
    }

    /** What an answer came from. */
    record Answer(Outcome outcome, Offer<Map<Platform, Vouched>> offer) {}

    /**
     * The checksums of those of these platforms that are vouched for.
     *
     * @param permit runs before an origin is asked; may throw
     */
    CompletableFuture<Answer> of(ReleaseId release, Set<Platform> wanted, Runnable permit) {
        Instant now = clock.instant();
        Known known = remembered.get(release);
        if (known != null
                && now.isBefore(known.until)
                && known.lacking(wanted, now).isEmpty()) {
            return CompletableFuture.completedFuture(new Answer(Outcome.HIT, known.of(wanted)));
        }
        Known start = known == null || !now.isBefore(known.until) ? new Known(now.plus(REMEMBERED)) : known;
        return fetched(release, start, wanted, permit).thenApply(found -> {
            Offer<Map<Platform, Vouched>> offer = found.of(wanted);
            return new Answer(offer instanceof Offer.Unavailable ? Outcome.UNAVAILABLE : Outcome.MISS, offer);
        });
    }

    /** Recorded evidence of a version that clients can read, and that is good today. */
    Optional<Evidence> evidence(ReleaseId release, String digest) throws SQLException {
        return stored.find(release, digest);
    }

    /** Whether what comes of the version is for readers with the mirror's token only. */
    boolean requiresToken(ReleaseId release) throws SQLException {
        return stored.requiresToken(release);
    }

    private CompletableFuture<Known> fetched(ReleaseId release, Known known, Set<Platform> wanted, Runnable permit) {
        CompletableFuture<Known> running = fetched.get(release);
        if (running != null) {
            return running;
        }
        permit.run();
        CompletableFuture<Known> mine = new CompletableFuture<>();
        CompletableFuture<Known> other = fetched.putIfAbsent(release, mine);
        if (other != null) {
            return other;
        }
        mine.whenComplete((found, failure) -> fetched.remove(release, mine));
        known.isFailing = false;
        try {
            threads.execute(() -> lead(release, known, wanted, mine));
        } catch (RejectedExecutionException e) {
            known.isFailing = true;
            mine.complete(known);
        }
        return mine;
    }

    /** Reads what is recorded, then asks for one platform, which as a rule vouches for all. */
    private void lead(ReleaseId release, Known known, Set<Platform> wanted, CompletableFuture<Known> answer) {
        try {
            stored.of(release).forEach(known.vouched::putIfAbsent);
            Set<Platform> lacking = known.lacking(wanted, clock.instant());
            if (!lacking.isEmpty()) {
                ask(release, lacking.contains(USUAL) ? USUAL : new TreeSet<>(lacking).first(), known);
            }
            CompletableFuture<?>[] others = known.lacking(wanted, clock.instant()).stream()
                    .filter(each -> !known.isFailing)
                    .limit(MOST_PLATFORMS)
                    .map(each -> askBeside(release, each, known))
                    .toArray(CompletableFuture[]::new);
            CompletableFuture.allOf(others).whenComplete((none, failure) -> {
                remember(release, known);
                if (failure == null) {
                    answer.complete(known);
                } else {
                    answer.completeExceptionally(failure);
                }
            });
        } catch (SQLException | RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    private CompletableFuture<Void> askBeside(ReleaseId release, Platform platform, Known known) {
        CompletableFuture<Void> asked = new CompletableFuture<>();
        try {
            threads.execute(() -> {
                try {
                    ask(release, platform, known);
                    asked.complete(null);
                } catch (SQLException | RuntimeException e) {
                    asked.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            known.isFailing = true;
            asked.complete(null);
        }
        return asked;
    }

    private void ask(ReleaseId release, Platform platform, Known known) throws SQLException {
        Cancellation cancellation = new Cancellation();
        threads.after(FETCH, cancellation::cancel);
        try {
            EvidenceSnapshot snapshot = fetcher.fetchAhead(
                    origin.cancelledBy(cancellation), new PackageId(release.provider(), release.version(), platform));
            stored.record(release, snapshot).forEach(known.vouched::putIfAbsent);
        } catch (OriginException e) {
            log(release, platform, e.code(), e);
            if (e.isTransient()) {
                known.isFailing = true;
            } else {
                known.refusedUntil.put(platform, clock.instant().plus(REFUSAL_REMEMBERED));
            }
        } catch (VerificationException e) {
            log(release, platform, e.code(), e);
            known.refusedUntil.put(platform, clock.instant().plus(REFUSAL_REMEMBERED));
        }
    }

    private static void log(ReleaseId release, Platform platform, String code, Exception e) {
        LOG.warnf(
                "package not offered on demand release=%s platform=%s code=%s error=%s",
                release, platform, code, e.getMessage());
    }

    private void remember(ReleaseId release, Known known) {
        if (remembered.size() >= MOST_REMEMBERED) {
            remembered.clear();
        }
        remembered.put(release, known);
    }
}
