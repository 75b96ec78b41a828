package org.tfmirror.processor.work;

import java.util.List;
import java.util.stream.Collectors;
import org.tfmirror.provider.ConstraintRequest;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderVersion;

/** A constraint cannot be expanded, or not for all its platforms; trying again would change nothing. */
abstract sealed class ConstraintException extends Exception {

    private static final long serialVersionUID = 1L;

    ConstraintException(String message) {
        super(message);
    }

    /** The cause in snake_case. */
    abstract String code();

    /** The registry lists no version that the constraint allows. */
    static final class NoVersionMatches extends ConstraintException {

        private static final long serialVersionUID = 1L;

        /** @param newest the newest version that the registry has, in words */
        NoVersionMatches(ConstraintRequest wanted, String newest) {
            super("no version of %s matches %s; %s".formatted(wanted.provider(), wanted.versionText(), newest));
        }

        @Override
        String code() {
            return "no_version_matches";
        }
    }

    /** Every version that the constraint allows is held. */
    static final class AllHeld extends ConstraintException {

        private static final long serialVersionUID = 1L;

        AllHeld(ConstraintRequest wanted, ProviderVersion newest) {
            super("every version of %s that matches %s is held, the newest is %s; see /admin/api/holds"
                    .formatted(wanted.provider(), wanted.versionText(), newest));
        }

        @Override
        String code() {
            return "version_held";
        }
    }

    /** There are more of them than one constraint may bring. */
    static final class TooManyVersions extends ConstraintException {

        private static final long serialVersionUID = 1L;

        TooManyVersions(ConstraintRequest wanted, int found, int limit) {
            super("%s matches %d versions of %s, and tfmirror.admin.max-versions-per-constraint allows %d"
                    .formatted(wanted.versionText(), found, wanted.provider(), limit));
        }

        @Override
        String code() {
            return "too_many_versions";
        }
    }

    /** No version that matches is built for these platforms; packages for the others are added all the same. */
    static final class PlatformNotOffered extends ConstraintException {

        private static final long serialVersionUID = 1L;

        PlatformNotOffered(ConstraintRequest wanted, List<Platform> missing) {
            super("no version of %s that matches %s is offered for %s"
                    .formatted(
                            wanted.provider(),
                            wanted.versionText(),
                            missing.stream().map(Platform::toString).collect(Collectors.joining(", "))));
        }

        @Override
        String code() {
            return "platform_not_offered";
        }
    }
}
