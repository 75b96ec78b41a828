package org.tfmirror.submission;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tfmirror.definition.Located;
import org.tfmirror.definition.Position;
import org.tfmirror.web.Violation;

/** Maps the fields of a request to their places in the file that it was made from. */
final class FilePositions {

    private final Map<String, Position> positions = new HashMap<>();

    void put(String field, Position at) {
        positions.put(field, at);
    }

    void put(String field, @Nullable Located<Integer> number) {
        if (number != null) {
            positions.put(field, number.at());
        }
    }

    void put(String field, List<Located<String>> texts) {
        for (int i = 0; i < texts.size(); i++) {
            positions.put("%s[%d]".formatted(field, i), texts.get(i).at());
        }
    }

    /** The same violation, told by line and column instead of by field. */
    Violation inFile(Violation violation) {
        String field = violation.field();
        @Nullable Position at = positions.get(field);
        while (at == null && field.lastIndexOf('.') > 0) {
            field = field.substring(0, field.lastIndexOf('.'));
            at = positions.get(field);
        }
        return new Violation("file", at == null ? violation.message() : at + ": " + violation.message());
    }
}
