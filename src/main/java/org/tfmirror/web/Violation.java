package org.tfmirror.web;

/**
 * One thing that is wrong with a request.
 *
 * @param field where, as a path into the body, or the name of a parameter or header
 * @param message what, and how to put it right
 */
public record Violation(String field, String message) {}
