package org.tfmirror.demand.archive;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.tfmirror.catalog.ServedPackages;
import org.tfmirror.catalog.ServedPackages.Archive;
import org.tfmirror.delivery.ArchiveDelivery;
import org.tfmirror.delivery.Conditions;
import org.tfmirror.delivery.DeliveryQueueFullException;
import org.tfmirror.demand.archive.LiveArchives.Joined;
import org.tfmirror.demand.archive.Waiter.Outcome;
import org.tfmirror.provider.PackageId;
import org.tfmirror.storage.StorageException;

/**
 * Gives clients archives that are not mirrored yet: it makes a job for each, and lets clients read along or wait until
 * the archive is stored. Waiting holds no thread. Thread-safe.
 */
public final class ArchiveDemand {

    private final LiveArchives live;
    private final DemandRounds rounds;
    private final ServedPackages packages;
    private final ArchiveDelivery delivery;
    private final DemandRules rules;

    ArchiveDemand(
            LiveArchives live,
            DemandRounds rounds,
            ServedPackages packages,
            ArchiveDelivery delivery,
            DemandRules rules) {
        this.live = live;
        this.rounds = rounds;
        this.packages = packages;
        this.delivery = delivery;
        this.rules = rules;
    }

    /**
     * A client's request for an archive that is not in the catalog.
     *
     * @param askedBy the client's address, or its token's name
     * @param uri what it asked for, as it did: where it is to ask again
     * @param seesEnds whether an answer without a length that ends early is no whole one to it: not with HTTP/1.0
     */
    public record Request(PackageId id, String askedBy, String uri, Conditions conditions, boolean seesEnds) {}

    /** The archive cannot be given. */
    public static final class Refused extends Exception {

        private static final long serialVersionUID = 1L;

        private final String code;

        private Refused(String code, String message) {
            super(message);
            this.code = code;
        }

        /** {@code on_demand_queue_full}, or why the download failed, as an item's {@code error_code}. */
        public String code() {
            return code;
        }
    }

    /** The code where as many clients wait as may. */
    public static final String QUEUE_FULL = "on_demand_queue_full";

    /** Whether the package may come because this client asks for it. */
    public boolean mayCome(PackageId id, String askedBy) throws SQLException {
        return rules.mayCome(id, askedBy);
    }

    /** Whether it is for readers with the mirror's token only, once it has come. */
    public boolean isPrivate(PackageId id) throws SQLException {
        return rules.isPrivate(id);
    }

    /** The answer to HEAD: nothing begins for it. */
    public Response head() {
        return ArchiveDelivery.headOfUnknown();
    }

    /**
     * The answer to GET, as soon as there is one. It fails with {@link Refused} where the download failed, or too
     * many wait. Cancelling it takes the client out; what it made come goes on.
     */
    public CompletableFuture<Response> get(Request request) throws SQLException, Refused {
        CompletableFuture<Response> answer = new CompletableFuture<>();
        boolean first = join(request, true, rounds.now(), answer);
        try {
            if (first) {
                rounds.demand(request.id(), request.askedBy());
            }
            return answer;
        } catch (SQLException | RuntimeException e) {
            answer.cancel(false); // others that joined meanwhile have it asked for in the next round
            throw e;
        }
    }

    /** Whether it is to be made to come. */
    private boolean join(Request request, boolean reads, long since, CompletableFuture<Response> answer)
            throws Refused {
        Joined joined = live.join(request.id(), request.askedBy(), reads, since);
        if (joined == null) {
            rounds.metrics().refused(QUEUE_FULL);
            throw new Refused(QUEUE_FULL, "too many clients wait for archives; try again later");
        }
        CompletableFuture<Outcome> outcome = joined.waiter().outcome();
        answer.whenComplete((response, failure) -> outcome.cancel(false));
        outcome.whenComplete((what, failure) -> {
            if (what != null) {
                answer(request, since, what, answer);
            }
        });
        rounds.begin();
        return joined.first();
    }

    private void answer(Request request, long since, Outcome outcome, CompletableFuture<Response> answer) {
        try {
            if (outcome instanceof Outcome.Reads reads) {
                read(request, since, reads, answer);
            } else if (outcome instanceof Outcome.Stored) {
                give(request, answer);
            } else if (outcome instanceof Outcome.AskAgain again) {
                rounds.metrics().sentRound();
                answer.complete(askAgain(request, again.elsewhere()));
            } else if (outcome instanceof Outcome.Failed failed) {
                rounds.metrics().refused(failed.code());
                answer.completeExceptionally(new Refused(failed.code(), failed.message()));
            }
        } catch (Exception | Error e) {
            answer.completeExceptionally(e);
        }
    }

    /**
     * Where as many archives are sent as may, it waits for the stored one, and takes its turn then; and so it does where only a
     * length would tell it that the answer is whole.
     */
    private void read(Request request, long since, Outcome.Reads reads, CompletableFuture<Response> answer)
            throws Refused {
        boolean mayRead = reads.stream().length() >= 0 || request.seesEnds();
        if (mayRead && delivery.sendNow(reads.archive().sha256(), reads.stream(), answer)) {
            rounds.metrics().streamed();
            return;
        }
        reads.stream().abandon();
        join(request, false, since, answer);
    }

    private void give(Request request, CompletableFuture<Response> answer)
            throws SQLException, StorageException, DeliveryQueueFullException {
        Optional<Archive> archive = packages.archive(request.id());
        // Removed or withdrawn just now, or for others than the door has let in: it is to decide again.
        if (archive.isEmpty() || (archive.get().requiresToken() && !rules.isPrivate(request.id()))) {
            answer.complete(askAgain(request, false));
            return;
        }
        rounds.metrics().stored();
        CompletableFuture<Response> given =
                delivery.get(archive.get(), request.conditions()).toCompletableFuture();
        given.whenComplete((response, failure) -> {
            if (failure == null) {
                answer.complete(response);
            } else {
                answer.completeExceptionally(failure);
            }
        });
        answer.whenComplete((response, failure) -> given.cancel(false));
    }

    /** A path without a host, because a proxy may stand before us. */
    private static Response askAgain(Request request, boolean elsewhere) {
        Response.ResponseBuilder answer = Response.status(Response.Status.TEMPORARY_REDIRECT)
                .header(HttpHeaders.LOCATION, request.uri())
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
        return (elsewhere ? answer.header("Connection", "close") : answer).build();
    }
}
