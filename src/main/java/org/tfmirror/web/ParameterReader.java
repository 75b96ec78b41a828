package org.tfmirror.web;

import jakarta.ws.rs.NotFoundException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.InvalidNameException;

/**
 * Reads the parameters of a request, which come as texts so that a bad one is answered by its name, and collects all
 * that is wrong with them. Not thread-safe.
 */
public final class ParameterReader {

    /** Of ASCII only, without a sign: the JDK's own parser takes the digits of every script. */
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,19}");

    private static final int MAX_PAGE = 500;
    private static final int DEFAULT_PAGE = 50;

    private final List<Violation> violations = new ArrayList<>();

    /**
     * Reads an id in a path.
     *
     * @throws NotFoundException where it is not a number: such an id names nothing
     */
    public static long id(String text) {
        return number(text).orElseThrow(NotFoundException::new);
    }

    /**
     * Reads one parameter.
     *
     * @param parser throws {@link InvalidNameException} with the fault
     * @return null where it is absent, or wrong
     */
    public <T> @Nullable T read(String field, @Nullable String text, Function<String, T> parser) {
        if (text == null) {
            return null;
        }
        try {
            return parser.apply(text);
        } catch (InvalidNameException e) {
            violations.add(new Violation(field, String.valueOf(e.getMessage())));
            return null;
        }
    }

    /** As {@link #read}; it is also wrong where it is absent. */
    public <T> @Nullable T require(String field, @Nullable String text, Function<String, T> parser) {
        if (text == null) {
            violations.add(new Violation(field, "missing"));
        }
        return read(field, text, parser);
    }

    /** How many entries a page has, from 1 to 500; 50 where it is not said. */
    public int limit(@Nullable String text) {
        return limit(text, MAX_PAGE, DEFAULT_PAGE);
    }

    /**
     * How many entries a page has.
     *
     * @param max the most that may be asked for
     * @param absent where it is not said
     */
    public int limit(@Nullable String text, int max, int absent) {
        Long limit = read("limit", text, digits -> number(digits, max));
        return limit == null ? absent : limit.intValue();
    }

    /** The id that the page before ended with; null for the first page. */
    public @Nullable Long after(@Nullable String text) {
        return read("after", text, digits -> number(digits, Long.MAX_VALUE));
    }

    /** A text without control characters, one of which no text in the database can hold. */
    public @Nullable String text(String field, @Nullable String text) {
        return read(field, text, each -> {
            if (each.chars().anyMatch(Character::isISOControl)) {
                throw new InvalidNameException(each, "a text without control characters");
            }
            return each;
        });
    }

    public @Nullable Boolean bool(String field, @Nullable String text) {
        return read(field, text, each -> switch (each) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new InvalidNameException(each, "true or false");
        });
    }

    /** A moment with its offset, as RFC 3339 writes it. */
    public @Nullable Instant moment(String field, @Nullable String text) {
        return read(field, text, ParameterReader::moment);
    }

    /** @throws InvalidRequestException naming every parameter that was wrong */
    public void refuseIfWrong() {
        if (!violations.isEmpty()) {
            throw new InvalidRequestException(violations);
        }
    }

    private static long number(String text, long max) {
        return number(text)
                .filter(number -> number >= 1 && number <= max)
                .orElseThrow(() -> new InvalidNameException(text, "a whole number from 1 to " + max));
    }

    /** Empty where it is not a number, or one of more than 63 bits. */
    private static Optional<Long> number(String text) {
        try {
            return DIGITS.matcher(text).matches() ? Optional.of(Long.parseLong(text)) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Instant moment(String text) {
        try {
            OffsetDateTime moment = OffsetDateTime.parse(text);
            if (moment.getYear() >= 1 && moment.getYear() <= 9999) { // the database's own calendar has an end
                return moment.toInstant();
            }
        } catch (DateTimeParseException e) {
            // said below
        }
        throw new InvalidNameException(text, "a time such as 2026-01-31T12:00:00Z");
    }
}
