package org.tfmirror.admin;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Reads query parameters, which come as texts so that a bad one is answered by its name. */
final class QueryParameter {

    private QueryParameter() {}

    /** @throws InvalidRequestException unless it is a whole number from 1 to {@code max} */
    static long number(String field, String text, long max) {
        try {
            long number = Long.parseLong(text);
            if (number >= 1 && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new InvalidRequestException(field, "a whole number from 1 to " + max);
    }

    /**
     * Null for null.
     *
     * @throws InvalidRequestException unless it is a moment with its offset, as RFC 3339 writes it
     */
    static @Nullable Instant moment(String field, @Nullable String text) {
        try {
            return text == null ? null : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new InvalidRequestException(field, "a moment such as 2026-01-31T12:00:00Z");
        }
    }
}
