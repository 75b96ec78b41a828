package org.tfmirror.registry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A JSON object in an origin's answer. Whatever is missing or wrongly typed is refused with the field's name.
 *
 * @param document the URL that answered, against which relative URLs are resolved
 * @param path of this object within the document, empty at its root
 * @param node the object
 */
record JsonAnswer(URI document, String path, JsonNode node) {

    private static final int DEEPEST = 32;
    private static final int LONGEST_TEXT = 1024 * 1024;

    private static final ObjectReader READER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxStringLength(LONGEST_TEXT)
                            .maxNumberLength(100)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();

    /** Reads a whole document, which is an object. */
    static JsonAnswer parse(URI document, byte[] bytes) throws RegistryAnswerInvalidException {
        try {
            JsonNode root = READER.readTree(bytes);
            if (!root.isObject()) {
                throw new RegistryAnswerInvalidException(Shown.url(document), "the document", "is not a JSON object");
            }
            return new JsonAnswer(document, "", root);
        } catch (IOException notJson) { // also what is not even text, in an encoding that the reader takes it for
            throw new RegistryAnswerInvalidException(Shown.url(document), "the document", "is not JSON as expected");
        }
    }

    boolean has(String field) {
        return node.hasNonNull(field);
    }

    String text(String field) throws RegistryAnswerInvalidException {
        return optionalText(field).orElseThrow(() -> invalid(field, "is missing"));
    }

    /** Empty where the field is missing, null or an empty text. */
    Optional<String> optionalText(String field) throws RegistryAnswerInvalidException {
        if (!has(field)) {
            return Optional.empty();
        }
        JsonNode value = node.get(field);
        if (!value.isTextual()) {
            throw invalid(field, "is not a text");
        }
        return Optional.of(value.textValue()).filter(text -> !text.isEmpty());
    }

    /** An absolute URL, or one relative to the document's. */
    URI url(String field) throws RegistryAnswerInvalidException {
        try {
            return document.resolve(new URI(text(field)));
        } catch (URISyntaxException e) {
            throw invalid(field, "is not a URL");
        }
    }

    OptionalLong optionalSize(String field) throws RegistryAnswerInvalidException {
        if (!has(field)) {
            return OptionalLong.empty();
        }
        JsonNode value = node.get(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw invalid(field, "is not a number of bytes");
        }
        return OptionalLong.of(value.longValue());
    }

    Optional<JsonAnswer> optionalObject(String field) throws RegistryAnswerInvalidException {
        return has(field) ? Optional.of(object(field, node.get(field))) : Optional.empty();
    }

    /** The objects of a list; none where the field is missing or null. */
    List<JsonAnswer> objects(String field) throws RegistryAnswerInvalidException {
        List<JsonAnswer> all = new ArrayList<>();
        for (JsonNode element : elements(field)) {
            all.add(object(field + "[" + all.size() + "]", element));
        }
        return all;
    }

    /** The texts of a list; none where the field is missing or null. */
    List<String> texts(String field) throws RegistryAnswerInvalidException {
        List<String> all = new ArrayList<>();
        for (JsonNode element : elements(field)) {
            if (!element.isTextual()) {
                throw invalid(field + "[" + all.size() + "]", "is not a text");
            }
            all.add(element.textValue());
        }
        return all;
    }

    RegistryAnswerInvalidException invalid(String field, String problem) {
        return new RegistryAnswerInvalidException(Shown.url(document), Shown.text(path + field), problem);
    }

    private Iterable<JsonNode> elements(String field) throws RegistryAnswerInvalidException {
        if (!has(field)) {
            return List.of();
        }
        if (!node.get(field).isArray()) {
            throw invalid(field, "is not a list");
        }
        return node.get(field);
    }

    private JsonAnswer object(String name, JsonNode value) throws RegistryAnswerInvalidException {
        if (!value.isObject()) {
            throw invalid(name, "is not an object");
        }
        return new JsonAnswer(document, path + name + ".", value);
    }
}
