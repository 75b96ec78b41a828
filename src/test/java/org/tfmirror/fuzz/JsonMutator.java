package org.tfmirror.fuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Changes JSON documents that stay JSON: other types, missing and foreign fields, repeated and deep values. */
public final class JsonMutator {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int MOST_CHANGES = 4;

    private final Random random;
    private final List<String> words;

    /** @param words texts that mean something where they stand */
    public JsonMutator(Random random, List<String> words) {
        this.random = random;
        this.words = words;
    }

    /** A variation of one of the documents. */
    public String next(List<String> corpus) {
        try {
            JsonNode node = MAPPER.readTree(corpus.get(random.nextInt(corpus.size())));
            for (int changes = 1 + random.nextInt(MOST_CHANGES); changes > 0; changes--) {
                node = change(node);
            }
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the corpus is not JSON", e);
        }
    }

    /** Goes down the tree at random, and replaces where it stops. */
    private JsonNode change(JsonNode node) {
        if (node.isEmpty() || random.nextInt(4) == 0) {
            return value(node);
        }
        if (node instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            String name = names.get(random.nextInt(names.size()));
            switch (random.nextInt(8)) {
                case 0 -> object.remove(name);
                case 1 -> object.set(word() + name, object.get(name));
                default -> object.set(name, change(object.get(name)));
            }
        } else if (node instanceof ArrayNode array) {
            int index = random.nextInt(array.size());
            switch (random.nextInt(8)) {
                case 0 -> array.remove(index);
                case 1 -> array.add(array.get(index).deepCopy());
                default -> array.set(index, change(array.get(index)));
            }
        }
        return node;
    }

    private JsonNode value(JsonNode before) {
        return switch (random.nextInt(12)) {
            case 0 -> MAPPER.nullNode();
            case 1 -> MAPPER.getNodeFactory().booleanNode(random.nextBoolean());
            case 2 -> MAPPER.getNodeFactory().numberNode(random.nextLong());
            case 3 -> MAPPER.getNodeFactory().numberNode(random.nextGaussian() * 1e300);
            case 4 -> MAPPER.createObjectNode().set(word(), before);
            case 5 -> MAPPER.createArrayNode().add(before);
            case 6 -> nested();
            case 7 -> MAPPER.getNodeFactory().textNode(before.asText() + word());
            case 8 -> MAPPER.getNodeFactory().textNode(word() + before.asText());
            case 9 -> MAPPER.getNodeFactory().textNode(word().repeat(random.nextInt(300)));
            default -> MAPPER.getNodeFactory().textNode(word());
        };
    }

    private JsonNode nested() {
        JsonNode node = MAPPER.nullNode();
        for (int depth = random.nextInt(60); depth > 0; depth--) {
            node = depth % 2 == 0
                    ? MAPPER.createArrayNode().add(node)
                    : MAPPER.createObjectNode().set("a", node);
        }
        return node;
    }

    private String word() {
        return switch (random.nextInt(6)) {
            case 0 -> "\0";
            case 1 -> "\ud800";
            case 2 -> "";
            default -> words.isEmpty() ? "x" : words.get(random.nextInt(words.size()));
        };
    }
}
