package org.tfmirror.web;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Describes a fault of a body, JSON or a multipart form, and its place. */
final class BodyFaults {

    private static final String FORM_READER = "org.jboss.resteasy.reactive.server.core.multipart.";
    private static final String TOO_MANY_PARTS = "Param limit of ";

    private BodyFaults() {}

    static Violation ofJson(JsonProcessingException e) {
        String field = e instanceof JsonMappingException mapping ? path(mapping) : "";
        if (e instanceof UnrecognizedPropertyException unknown) {
            return new Violation(field, "unknown field; known are " + unknown.getKnownPropertyIds());
        }
        if (e instanceof MismatchedInputException) {
            return new Violation(field, "of another type than expected");
        }
        if (e instanceof StreamConstraintsException) {
            return new Violation("", "nested too deep, or with a value that is too long");
        }
        JsonLocation at = e.getLocation();
        String where = at == null ? "" : " at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
        return new Violation("", "not JSON" + where);
    }

    private static String path(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return path.toString();
    }

    /**
     * Whether this is what the framework's reader of multipart forms throws at a form that it cannot take: plain
     * runtime exceptions, which only their origin tells from faults of ours.
     */
    static boolean isOfForm(Throwable error) {
        return error instanceof RuntimeException
                && !isOfDisk(error.getCause())
                && Arrays.stream(error.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().startsWith(FORM_READER));
    }

    /** A temporary file that cannot be written is no fault of the form. */
    private static boolean isOfDisk(@Nullable Throwable cause) {
        return cause instanceof IOException && !(cause instanceof UnsupportedEncodingException);
    }

    static Violation ofForm(Throwable error) {
        String message = String.valueOf(error.getMessage());
        return new Violation(
                "", message.startsWith(TOO_MANY_PARTS) ? "a form of too many parts" : "not a multipart form");
    }
}
