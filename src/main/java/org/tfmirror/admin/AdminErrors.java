package org.tfmirror.admin;

import jakarta.inject.Singleton;
import java.util.Optional;
import org.tfmirror.command.CommandRefusedException;
import org.tfmirror.live.RefusedRequestException;
import org.tfmirror.storage.StorageException;
import org.tfmirror.web.ErrorFormat;
import org.tfmirror.web.Problem;

/** Errors of the admin API: problems, as RFC 9457 has them. */
@Singleton
class AdminErrors implements ErrorFormat {

    private static final String API = "/admin/";

    @Override
    public boolean isFor(String path) {
        return path.startsWith(API);
    }

    @Override
    public Optional<Problem> describe(Throwable error) {
        if (error instanceof RefusedRequestException refused) {
            return Optional.of(Problem.of(refused.status(), refused.code(), String.valueOf(refused.getMessage())));
        }
        if (error instanceof CommandRefusedException refused) {
            return Optional.of(
                    Problem.of(refused.kind().status(), refused.code(), String.valueOf(refused.getMessage())));
        }
        return error instanceof StorageException storage
                ? Optional.of(Problem.of(503, storage.code(), "the object store did not answer; try again"))
                : Optional.empty();
    }
}
