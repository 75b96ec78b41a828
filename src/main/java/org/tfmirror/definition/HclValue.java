package org.tfmirror.definition;

import java.util.List;

/** What may be assigned to an attribute. */
sealed interface HclValue {

    Position at();

    /** {@code "a"}. */
    record Text(Located<String> text) implements HclValue {
        @Override
        public Position at() {
            return text.at();
        }
    }

    /** {@code ["a", "b"]}. */
    record Texts(Position at, List<Located<String>> texts) implements HclValue {
        public Texts {
            texts = List.copyOf(texts);
        }
    }

    /**
     * {@code 3}.
     *
     * @param digits as written
     */
    record Digits(Located<String> digits) implements HclValue {
        @Override
        public Position at() {
            return digits.at();
        }
    }

    /** Anything else: an object, a list of other things. */
    record Other(Position at) implements HclValue {}
}
