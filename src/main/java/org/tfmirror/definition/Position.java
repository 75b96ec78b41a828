package org.tfmirror.definition;

/**
 * A place in a file.
 *
 * @param line from 1
 * @param column from 1, in characters
 */
public record Position(int line, int column) {

    @Override
    public String toString() {
        return "line %d, column %d".formatted(line, column);
    }
}
