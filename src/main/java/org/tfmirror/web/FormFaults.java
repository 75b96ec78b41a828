package org.tfmirror.web;

import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes what the framework's reader of multipart forms throws at a form that it cannot take: plain runtime
 * exceptions, which only their origin tells from faults of ours.
 */
final class FormFaults {

    private static final String READER = "org.jboss.resteasy.reactive.server.core.multipart.";
    private static final String TOO_MANY_PARTS = "Param limit of ";

    private FormFaults() {}

    static boolean isOne(Throwable error) {
        return error instanceof RuntimeException
                && !isOfDisk(error.getCause())
                && Arrays.stream(error.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().startsWith(READER));
    }

    /** A temporary file that cannot be written is no fault of the form. */
    private static boolean isOfDisk(@Nullable Throwable cause) {
        return cause instanceof IOException && !(cause instanceof UnsupportedEncodingException);
    }

    static Violation violationOf(Throwable error) {
        String message = String.valueOf(error.getMessage());
        return new Violation(
                "", message.startsWith(TOO_MANY_PARTS) ? "a form of too many parts" : "not a multipart form");
    }
}
