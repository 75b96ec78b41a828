package org.tfmirror.origin.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.tfmirror.origin.OriginException.ResponseInvalid;
import org.tfmirror.origin.guard.OriginUrl;
import org.tfmirror.origin.guard.Shown;

/**
 * A JSON object in an origin's answer. A missing or wrongly typed field is refused by its name.
 *
 * @param document the URL that answered, against which relative URLs are resolved
 * @param path of this object within the document, empty at its root
 * @param node the object
 */
public record JsonResponse(URI document, String path, JsonNode node) {

    private static final int DEEPEST = 32;
    private static final int LONGEST_TEXT = 1024 * 1024;

    private static final ObjectReader READER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxStringLength(LONGEST_TEXT)
                            .maxNumberLength(100)
                            .build())
                    .build())
            .build()
            .reader();

    /**
     * Reads a document, which is an object in UTF-8. As Go's decoder does, it passes over what comes after the object,
     * over letters that are not UTF-8, and takes a field's name in any case.
     */
    public static JsonResponse parse(URI document, byte[] bytes) throws ResponseInvalid {
        String text = new String(bytes, StandardCharsets.UTF_8);
        try {
            JsonNode root = READER.readTree(text.startsWith("\uFEFF") ? text.substring(1) : text);
            if (!root.isObject()) {
                throw new ResponseInvalid(Shown.url(document), "the document", "is not a JSON object");
            }
            return new JsonResponse(document, "", root);
        } catch (IOException notJson) {
            throw new ResponseInvalid(Shown.url(document), "the document", "is not JSON as expected");
        }
    }

    public boolean has(String field) {
        return !value(field).isNull();
    }

    /** The field's value, a JSON null where there is none. */
    private JsonNode value(String field) {
        JsonNode found = node.get(field);
        if (found == null) {
            for (Map.Entry<String, JsonNode> each : node.properties()) {
                found = each.getKey().equalsIgnoreCase(field) ? each.getValue() : found;
            }
        }
        return found == null ? NullNode.getInstance() : found;
    }

    public String text(String field) throws ResponseInvalid {
        return optionalText(field).orElseThrow(() -> invalid(field, "is missing"));
    }

    /** Empty where the field is missing, null or an empty text. */
    public Optional<String> optionalText(String field) throws ResponseInvalid {
        if (!has(field)) {
            return Optional.empty();
        }
        JsonNode value = value(field);
        if (!value.isTextual()) {
            throw invalid(field, "is not a text");
        }
        return Optional.of(value.textValue()).filter(text -> !text.isEmpty());
    }

    /** The text as it is, perhaps empty; null where the field is missing or no text. */
    public @Nullable String textIfAny(String field) {
        return value(field).textValue();
    }

    /** An absolute URL, or one relative to the document's. */
    public URI url(String field) throws ResponseInvalid {
        try {
            return OriginUrl.resolve(document, text(field));
        } catch (URISyntaxException e) {
            throw invalid(field, "is not a URL");
        }
    }

    /** Empty where the field tells no size: missing, 0, or no number of bytes. */
    public OptionalLong optionalSize(String field) {
        JsonNode value = value(field);
        boolean size = value.isIntegralNumber() && value.canConvertToLong() && value.longValue() > 0;
        return size ? OptionalLong.of(value.longValue()) : OptionalLong.empty();
    }

    public Optional<JsonResponse> optionalObject(String field) throws ResponseInvalid {
        return has(field) ? Optional.of(object(field, value(field))) : Optional.empty();
    }

    /** The field's object; empty where it is anything else. */
    public Optional<JsonResponse> objectIfAny(String field) throws ResponseInvalid {
        return value(field).isObject() ? optionalObject(field) : Optional.empty();
    }

    public boolean isList(String field) {
        return value(field).isArray();
    }

    /** The elements of a list, of which one that is not an object has no fields; none where the field is not a list. */
    public List<JsonResponse> elementsIfAny(String field) {
        List<JsonResponse> all = new ArrayList<>();
        if (value(field).isArray()) {
            value(field)
                    .forEach(element ->
                            all.add(new JsonResponse(document, path + field + "[" + all.size() + "].", element)));
        }
        return all;
    }

    /** The texts among the elements of a list; none where the field is not a list. */
    public List<String> textsIfAny(String field) {
        List<String> all = new ArrayList<>();
        for (JsonNode element : value(field)) {
            if (element.isTextual()) {
                all.add(element.textValue());
            }
        }
        return all;
    }

    /** The objects of a list; none where the field is missing or null. */
    public List<JsonResponse> objects(String field) throws ResponseInvalid {
        List<JsonResponse> all = new ArrayList<>();
        for (JsonNode element : elements(field)) {
            all.add(object(field + "[" + all.size() + "]", element));
        }
        return all;
    }

    /** The texts of a list; none where the field is missing or null. */
    public List<String> texts(String field) throws ResponseInvalid {
        List<String> all = new ArrayList<>();
        for (JsonNode element : elements(field)) {
            if (!element.isTextual()) {
                throw invalid(field + "[" + all.size() + "]", "is not a text");
            }
            all.add(element.textValue());
        }
        return all;
    }

    public ResponseInvalid invalid(String field, String problem) {
        return new ResponseInvalid(Shown.url(document), Shown.text(path + field), problem);
    }

    private Iterable<JsonNode> elements(String field) throws ResponseInvalid {
        if (!has(field)) {
            return List.of();
        }
        if (!value(field).isArray()) {
            throw invalid(field, "is not a list");
        }
        return value(field);
    }

    private JsonResponse object(String name, JsonNode value) throws ResponseInvalid {
        if (!value.isObject()) {
            throw invalid(name, "is not an object");
        }
        return new JsonResponse(document, path + name + ".", value);
    }
}
