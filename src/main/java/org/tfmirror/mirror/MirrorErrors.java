package org.tfmirror.mirror;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import java.util.OptionalInt;
import org.jboss.logging.Logger;
import org.tfmirror.delivery.DeliveryQueueFullException;
import org.tfmirror.delivery.answer.MirrorError;
import org.tfmirror.demand.archive.ArchiveDemand;
import org.tfmirror.demand.documents.DocumentDemand.TooManyException;
import org.tfmirror.storage.ObjectMissingException;
import org.tfmirror.storage.StorageException;
import org.tfmirror.web.ErrorFormat;
import org.tfmirror.web.Problem;

/** Errors of the mirror: the JSON that clients of its protocol read. The log says more of an archive that fails. */
@Singleton
class MirrorErrors implements ErrorFormat {

    private static final Logger LOG = Logger.getLogger(MirrorErrors.class);
    private static final String MIRROR = "/v1/";
    private static final int RETRY_AFTER_SECONDS = 30;

    @Override
    public boolean isFor(String path) {
        return path.startsWith(MIRROR);
    }

    @Override
    public Optional<Problem> describe(Throwable error) {
        if (error instanceof ObjectMissingException missing) {
            LOG.errorf("a mirrored archive is missing, mirror it again error=%s", missing.getMessage());
            return Optional.of(Problem.of(
                    502, missing.code(), "the archive is missing in the object store; it has to be mirrored again"));
        }
        if (error instanceof StorageException storage) {
            LOG.warnf("an archive was not delivered code=%s error=%s", storage.code(), storage.getMessage());
            return Optional.of(Problem.of(503, storage.code(), "the object store did not give the archive; try again"));
        }
        if (error instanceof DeliveryQueueFullException) {
            LOG.warnf("an archive was refused error=%s", error.getMessage());
            return Optional.of(
                    Problem.of(503, "delivery_queue_full", "too many clients wait for an archive; try again later"));
        }
        if (error instanceof TooManyException) {
            return Optional.of(Problem.of(429, "too_many_documents", String.valueOf(error.getMessage())));
        }
        if (error instanceof ArchiveDemand.Refused refused) {
            return Optional.of(describe(refused));
        }
        return Optional.empty();
    }

    /** What the origin is proven not to have, or the policy keeps out, is not mirrored; for the rest the origin is to blame. */
    private static Problem describe(ArchiveDemand.Refused refused) {
        return switch (refused.code()) {
            case ArchiveDemand.QUEUE_FULL -> {
                LOG.warnf("an archive was refused error=%s", refused.getMessage());
                yield Problem.of(503, refused.code(), String.valueOf(refused.getMessage()));
            }
            case "not_found", "not_allowed" -> Problem.of(404, refused.code(), MirrorError.NOT_MIRRORED);
            default ->
                Problem.of(
                        502,
                        refused.code(),
                        "the archive cannot be had from its origin at the moment: " + refused.code());
        };
    }

    @Override
    public OptionalInt retryAfterSeconds(Throwable error) {
        if (error instanceof TooManyException) {
            return OptionalInt.of(MirrorError.RETRY_SECONDS);
        }
        boolean full = error instanceof DeliveryQueueFullException
                || error instanceof ArchiveDemand.Refused refused
                        && refused.code().equals(ArchiveDemand.QUEUE_FULL);
        return full ? OptionalInt.of(RETRY_AFTER_SECONDS) : OptionalInt.empty();
    }

    @Override
    public MediaType mediaType() {
        return MediaType.APPLICATION_JSON_TYPE;
    }

    @Override
    public Object body(Problem problem) {
        return MirrorError.body(problem.status() == 404 ? MirrorError.NOT_MIRRORED : problem.detail());
    }
}
