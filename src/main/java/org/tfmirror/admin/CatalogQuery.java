package org.tfmirror.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.InvalidNameException;

/** Reads the parts of a question to the catalog, and collects all that is wrong with them. Not thread-safe. */
final class CatalogQuery {

    private final List<Violation> violations = new ArrayList<>();

    /**
     * Reads one part.
     *
     * @return null where it is absent, or wrong
     */
    <T> @Nullable T read(String field, @Nullable String text, Function<String, T> parser) {
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

    /** Reads a whole number from 1 to {@code max}. */
    @Nullable
    Long number(String field, @Nullable String text, long max) {
        return read(field, text, digits -> {
            try {
                long number = Long.parseLong(digits);
                if (number >= 1 && number <= max) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // said below
            }
            throw new InvalidNameException(digits, "a whole number from 1 to " + max);
        });
    }

    static Boolean parseBoolean(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new InvalidNameException(text, "true or false");
        };
    }

    /** @throws InvalidRequestException naming every part that was wrong */
    void refuseIfWrong() {
        if (!violations.isEmpty()) {
            throw new InvalidRequestException(violations);
        }
    }
}
