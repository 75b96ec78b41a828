package org.tfmirror.web;

import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import java.util.OptionalInt;

/** The form of a door's errors on its own paths. A door with such a form has one bean of this type. Thread-safe. */
public interface ErrorFormat {

    /**
     * Whether a path belongs to the door.
     *
     * @param path normalized, with its leading slash
     */
    boolean isFor(String path);

    /** Describes an exception that only this door explains; empty for the others. */
    Optional<Problem> describe(Throwable error);

    /** When to ask again, for Retry-After; empty where nothing is said. */
    default OptionalInt retryAfterSeconds(Throwable error) {
        return OptionalInt.empty();
    }

    /** The media type of an error. */
    default MediaType mediaType() {
        return Problem.MEDIA_TYPE;
    }

    /** The body of a problem: bytes, or an object that becomes JSON. */
    default Object body(Problem problem) {
        return problem;
    }
}
