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
     * @throws InvalidRequestException where it has control characters, one of which no text in the database can hold
     */
    static @Nullable String text(String field, @Nullable String text) {
        if (text != null && text.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidRequestException(field, "a text without control characters");
        }
        return text;
    }

    /**
     * Null for null.
     *
     * @throws InvalidRequestException unless it is a moment with its offset, as RFC 3339 writes it
     */
    static @Nullable Instant moment(String field, @Nullable String text) {
        try {
            if (text == null) {
                return null;
            }
            OffsetDateTime moment = OffsetDateTime.parse(text);
            if (moment.getYear() >= 1 && moment.getYear() <= 9999) { // the database's own calendar has an end
                return moment.toInstant();
            }
        } catch (DateTimeParseException e) {
            // said below
        }
        throw new InvalidRequestException(field, "a moment such as 2026-01-31T12:00:00Z");
    }
}
