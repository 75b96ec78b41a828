package org.tfmirror.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tfmirror.test.Yaml;

/** What {@code kubectl kustomize} makes of an overlay. */
record Rendering(String text, List<JsonNode> objects) {

    static Rendering of(Path overlay) throws IOException, InterruptedException {
        Process kubectl = new ProcessBuilder("kubectl", "kustomize", overlay.toString())
                .redirectErrorStream(true)
                .start();
        String text = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (kubectl.waitFor() != 0) {
            throw new IOException(overlay + " is not rendered: " + text);
        }
        return new Rendering(text, Yaml.documents(text));
    }

    Optional<JsonNode> find(String kind) {
        return objects.stream()
                .filter(each -> each.path("kind").asText().equals(kind))
                .findFirst();
    }

    JsonNode get(String kind) {
        return find(kind).orElseThrow(() -> new IllegalStateException("no " + kind));
    }

    JsonNode pod() {
        return get("Deployment").at("/spec/template/spec");
    }

    JsonNode container() {
        return pod().at("/containers/0");
    }

    Map<String, String> podLabels() {
        return Yaml.entries(get("Deployment").at("/spec/template/metadata/labels"));
    }

    /** What the configuration map says of the application's environment. */
    Map<String, String> configuration() {
        return Yaml.entries(get("ConfigMap").path("data"));
    }

    /** The names of all environment variables, wherever they come from, with their values where these are given. */
    Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(configuration());
        container()
                .path("env")
                .forEach(each -> environment.put(
                        each.path("name").asText(), each.path("value").asText()));
        return environment;
    }

    @Override
    public String toString() {
        return get("ConfigMap").at("/metadata/namespace").asText();
    }
}
