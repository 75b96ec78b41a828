package org.tfmirror.admin;

import jakarta.inject.Singleton;
import java.util.Optional;
import org.tfmirror.refusal.Refusals;
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
        return Refusals.describe(error);
    }
}
