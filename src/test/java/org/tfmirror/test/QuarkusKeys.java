package org.tfmirror.test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The configuration keys of the extensions that we use, from the model that each of them brings along in its jar. */
public record QuarkusKeys(Map<String, Key> keys) {

    private static final String MODEL = "META-INF/quarkus-config-doc/quarkus-config-model.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * One key.
     *
     * @param value the extension's default, where it has one that is written down
     * @param runtime whether it may still be set when the application starts, and not only when it is built
     */
    public record Key(String variable, Optional<String> value, boolean runtime) {}

    public static QuarkusKeys read() throws IOException {
        Map<String, Key> keys = new HashMap<>();
        List<URL> models = Collections.list(QuarkusKeys.class.getClassLoader().getResources(MODEL));
        for (URL model : models) {
            collect(JSON.readTree(model), keys);
        }
        return new QuarkusKeys(Map.copyOf(keys));
    }

    /** The keys that may be set when the application starts, each with its environment variable. */
    public Map<String, String> runtimeVariables() {
        return keys.entrySet().stream()
                .filter(each -> each.getValue().runtime())
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> each.getValue().variable()));
    }

    /** The extension's default of a key; empty where it is computed, or there is no such key. */
    public Optional<String> defaultOf(String name) {
        return Optional.ofNullable(keys.get(name)).flatMap(Key::value);
    }

    private static void collect(JsonNode node, Map<String, Key> keys) {
        JsonNode path = node.path("path");
        if (path.has("environmentVariable")) {
            keys.put(path.get("property").asText(), key(path, node));
        }
        node.forEach(child -> collect(child, keys));
    }

    private static Key key(JsonNode path, JsonNode property) {
        return new Key(
                path.get("environmentVariable").asText(),
                Optional.ofNullable(property.get("defaultValue")).map(JsonNode::asText),
                property.path("phase").asText().equals("RUN_TIME"));
    }
}
