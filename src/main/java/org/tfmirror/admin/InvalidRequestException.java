package org.tfmirror.admin;

import java.util.List;

/** A request that says something it may not; nothing of it was stored. */
final class InvalidRequestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Violation> violations;

    InvalidRequestException(List<Violation> violations) {
        super("the request is not valid: " + violations);
        this.violations = List.copyOf(violations);
    }

    InvalidRequestException(String field, String message) {
        this(List.of(new Violation(field, message)));
    }

    List<Violation> violations() {
        return violations;
    }
}
