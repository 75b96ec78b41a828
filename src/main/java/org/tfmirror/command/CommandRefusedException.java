package org.tfmirror.command;

import org.tfmirror.catalog.ReleaseId;
import org.tfmirror.subscription.SubscriptionName;

/** A well-formed command that cannot be done in the present state; nothing was changed. */
public final class CommandRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What kind of refusal this is. */
    public enum Kind {
        /** The command's object does not exist. */
        NOT_FOUND(404),
        /** The state of the command's object does not allow it. */
        CONFLICT(409),
        /** The command contradicts itself or an earlier one. */
        UNPROCESSABLE(422);

        private final int status;

        Kind(int status) {
            this.status = status;
        }

        /** As an HTTP status. */
        public int status() {
            return status;
        }
    }

    private final Kind kind;
    private final String code;

    private CommandRefusedException(Kind kind, String code, String message) {
        super(message);
        this.kind = kind;
        this.code = code;
    }

    public static CommandRefusedException unknownJob(long id) {
        return new CommandRefusedException(Kind.NOT_FOUND, "job_not_found", "there is no job %d".formatted(id));
    }

    public static CommandRefusedException unknownPackage(long id) {
        return new CommandRefusedException(Kind.NOT_FOUND, "package_not_found", "there is no package %d".formatted(id));
    }

    public static CommandRefusedException noEvidence(long id) {
        return new CommandRefusedException(
                Kind.NOT_FOUND,
                "evidence_not_found",
                "package %d has no recorded evidence; POST /admin/api/providers/evidence fetches it".formatted(id));
    }

    public static CommandRefusedException evidenceAltered(long id) {
        return conflict(
                "evidence_altered",
                "the evidence of package %d was changed in the database; verify the package".formatted(id));
    }

    public static CommandRefusedException unknownHold(long id) {
        return new CommandRefusedException(Kind.NOT_FOUND, "hold_not_found", "there is no hold %d".formatted(id));
    }

    public static CommandRefusedException unknownSubscription(SubscriptionName name) {
        return new CommandRefusedException(
                Kind.NOT_FOUND, "subscription_not_found", "there is no subscription %s".formatted(name));
    }

    public static CommandRefusedException unknownRelease(ReleaseId release) {
        return new CommandRefusedException(
                Kind.NOT_FOUND,
                "release_not_found",
                "no package of %s is served, so it cannot be listed".formatted(release));
    }

    public static CommandRefusedException conflict(String code, String message) {
        return new CommandRefusedException(Kind.CONFLICT, code, message);
    }

    public static CommandRefusedException unprocessable(String code, String message) {
        return new CommandRefusedException(Kind.UNPROCESSABLE, code, message);
    }

    public static CommandRefusedException unknownBundle(long id) {
        return new CommandRefusedException(Kind.NOT_FOUND, "bundle_not_found", "there is no bundle %d".formatted(id));
    }

    public static CommandRefusedException unknownBundleFile(long id) {
        return new CommandRefusedException(
                Kind.NOT_FOUND, "bundle_file_not_found", "bundle %d has no such file".formatted(id));
    }

    public static CommandRefusedException notUploaded(String name, String file) {
        return new CommandRefusedException(
                Kind.NOT_FOUND,
                "bundle_file_not_found",
                "no %s has come as a whole under the name %s; send it again".formatted(file, name));
    }

    public static CommandRefusedException keyReused(String key) {
        return new CommandRefusedException(
                Kind.UNPROCESSABLE,
                "idempotency_key_reused",
                "the idempotency key %s was used for another request".formatted(key));
    }

    public Kind kind() {
        return kind;
    }

    /** For programs, in snake_case. */
    public String code() {
        return code;
    }
}
