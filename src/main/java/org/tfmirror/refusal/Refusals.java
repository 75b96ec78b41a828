package org.tfmirror.refusal;

import java.util.Optional;
import org.tfmirror.command.CommandRefusedException;
import org.tfmirror.live.RefusedRequestException;
import org.tfmirror.storage.StorageException;
import org.tfmirror.web.Problem;

/** Describes refused commands as problems, for all operators' doors. */
public final class Refusals {

    private Refusals() {}

    /** Empty for any other error. */
    public static Optional<Problem> describe(Throwable error) {
        if (error instanceof RefusedRequestException refused) {
            return Optional.of(Problem.of(refused.status(), refused.code(), String.valueOf(refused.getMessage())));
        }
        if (error instanceof CommandRefusedException refused) {
            return Optional.of(of(refused));
        }
        return error instanceof StorageException storage
                ? Optional.of(Problem.of(503, storage.code(), "the object store did not answer; try again"))
                : Optional.empty();
    }

    public static Problem of(CommandRefusedException refused) {
        return Problem.of(refused.kind().status(), refused.code(), String.valueOf(refused.getMessage()));
    }
}
