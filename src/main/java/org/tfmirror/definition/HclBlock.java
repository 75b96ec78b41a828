package org.tfmirror.definition;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A block, such as {@code provider "a/b" { version = "1.0.0" }}.
 *
 * @param type the word it begins with
 * @param attributes by their names
 * @param blocks in it, in their order
 */
record HclBlock(
        Located<String> type,
        List<Located<String>> labels,
        Map<String, HclAttribute> attributes,
        List<HclBlock> blocks) {

    /** A name, where it stands, and what is assigned to it. */
    record HclAttribute(Located<String> name, HclValue value) {}

    Position at() {
        return type.at();
    }

    void refuseBlocks() throws DefinitionInvalidException {
        for (HclBlock block : blocks) {
            throw new DefinitionInvalidException(block.at(), "nested blocks are not supported here");
        }
    }

    void refuseOthersThan(Set<String> known) throws DefinitionInvalidException {
        for (HclAttribute attribute : attributes.values()) {
            if (!known.contains(attribute.name().value())) {
                throw new DefinitionInvalidException(
                        attribute.name().at(),
                        "unknown attribute %s; %s"
                                .formatted(
                                        attribute.name().value(),
                                        hint(attribute.name().value(), known)));
            }
        }
    }

    private static String hint(String name, Set<String> known) {
        return known.contains(name + "s")
                ? "did you mean %ss, a list of texts?".formatted(name)
                : "known are " + String.join(", ", new TreeSet<>(known));
    }

    /** The block's only label. */
    Located<String> label(String what) throws DefinitionInvalidException {
        if (labels.size() != 1) {
            throw new DefinitionInvalidException(at(), "a %s block has one label, %s".formatted(type.value(), what));
        }
        return labels.get(0);
    }

    /** The attribute's text; null where it is missing. */
    @Nullable
    Located<String> textIfAny(String name) throws DefinitionInvalidException {
        return attributes.containsKey(name) ? text(name) : null;
    }

    /** The attribute's text. */
    Located<String> text(String name) throws DefinitionInvalidException {
        HclValue value = required(name);
        if (value instanceof HclValue.Text text) {
            return text.text();
        }
        throw new DefinitionInvalidException(value.at(), "%s is a text in quotes".formatted(name));
    }

    /** The attribute's texts, none where it is missing or empty. */
    List<Located<String>> textsIfAny(String name) throws DefinitionInvalidException {
        @Nullable HclAttribute attribute = attributes.get(name);
        boolean empty = attribute == null
                || (attribute.value() instanceof HclValue.Texts list
                        && list.texts().isEmpty());
        return empty ? List.of() : texts(name);
    }

    /** The attribute's texts, at least one. */
    List<Located<String>> texts(String name) throws DefinitionInvalidException {
        HclValue value = required(name);
        if (value instanceof HclValue.Texts texts && !texts.texts().isEmpty()) {
            return texts.texts();
        }
        throw new DefinitionInvalidException(
                value.at(), "%s is a list of texts, at least one, such as [\"a\", \"b\"]".formatted(name));
    }

    /** The attribute's whole number; null where it is missing. */
    @Nullable
    Located<Integer> numberIfAny(String name) throws DefinitionInvalidException {
        @Nullable HclAttribute attribute = attributes.get(name);
        if (attribute == null) {
            return null;
        }
        HclValue value = attribute.value();
        if (value instanceof HclValue.Digits number && number.digits().value().matches("[0-9]{1,9}")) {
            return new Located<>(Integer.parseInt(number.digits().value()), value.at());
        }
        throw new DefinitionInvalidException(value.at(), "%s is a whole number, such as 3".formatted(name));
    }

    private HclValue required(String name) throws DefinitionInvalidException {
        @Nullable HclAttribute attribute = attributes.get(name);
        if (attribute == null) {
            throw new DefinitionInvalidException(at(), "%s is missing in this block".formatted(name));
        }
        return attribute.value();
    }
}
