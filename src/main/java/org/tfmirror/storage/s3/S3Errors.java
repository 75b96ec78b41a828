package org.tfmirror.storage.s3;

import java.io.UncheckedIOException;
import java.util.Set;
import java.util.function.Supplier;
import org.tfmirror.storage.ObjectMissingException;
import org.tfmirror.storage.StorageException;
import org.tfmirror.storage.StorageInterruptedException;
import org.tfmirror.storage.StorageRefusedException;
import org.tfmirror.storage.StorageRefusedException.Reason;
import org.tfmirror.storage.StorageUnavailableException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Turns a failed S3 call into our exceptions, by status and error code as the <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html">S3 API</a> lists them.
 */
final class S3Errors {

    /** Client errors by their status, but passing ones: the bytes or the moment were at fault, not the request. */
    private static final Set<String> PASSING =
            Set.of("BadDigest", "IncompleteBody", "NoSuchUpload", "RequestTimeout", "XAmzContentSHA256Mismatch");

    private static final Set<Integer> PASSING_STATUS = Set.of(408, 409, 425, 429);

    private S3Errors() {}

    /** Makes the call, and turns what the client throws into what it means. */
    static <T> T call(String what, Supplier<T> call) throws StorageException {
        try {
            return writeRetry(call);
        } catch (AbortedException e) {
            throw new StorageInterruptedException(what + " was interrupted", e);
        } catch (AwsServiceException e) {
            throw answered(what, e);
        } catch (SdkException | UncheckedIOException e) {
            throw unanswered(what, e);
        }
    }

    /**
     * Makes up for a gap in the client's own retries: a connection lost before the store said 100 Continue, such as an
     * idle one that the store had closed, comes unchecked and is not tried again by it.
     */
    private static <T> T writeRetry(Supplier<T> call) {
        for (int attempt = 1; ; attempt++) {
            try {
                return call.get();
            } catch (UncheckedIOException e) {
                if (attempt == S3Requests.ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static StorageException answered(String what, AwsServiceException e) {
        String code = e.awsErrorDetails() == null || e.awsErrorDetails().errorCode() == null
                ? ""
                : e.awsErrorDetails().errorCode();
        int status = e.statusCode();
        String message =
                "%s: the store answered %d %s".formatted(what, status, code).strip();
        // A completion that fails late has said 200 by then, and tells of its failure in the body.
        boolean late = status == 200;
        boolean ownFault = status >= 500 && status != 501;
        if (late || ownFault || PASSING_STATUS.contains(status) || PASSING.contains(code)) {
            return new StorageUnavailableException(message, e);
        }
        if (status == 416 || (status == 404 && !code.equals("NoSuchBucket"))) {
            return new ObjectMissingException(message, e);
        }
        Reason reason = Reason.REFUSED;
        if (code.equals("NoSuchBucket")) {
            reason = Reason.MISSING;
            message += "; check tfmirror.storage.bucket";
        }
        if (status == 401 || status == 403) {
            reason = Reason.FORBIDDEN;
            message += "; check the credentials, the clock, and the permissions (a missing s3:ListBucket"
                    + " also answers so for objects that are not there)";
        }
        return new StorageRefusedException(reason, message, e);
    }

    private static StorageException unanswered(String what, RuntimeException e) {
        String message = e.getMessage() == null ? "" : e.getMessage();
        if (e instanceof SdkClientException && message.startsWith("Unable to load credentials")) {
            return new StorageRefusedException(
                    Reason.NO_CREDENTIALS, what + ": no credentials for the store are configured", e);
        }
        return new StorageUnavailableException(what + ": no answer from the store: " + message, e);
    }
}
