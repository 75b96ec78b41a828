package org.tfmirror.bundle;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.SafeText;

/**
 * Reads a manifest element by element, and holds no list of what it names.
 *
 * @param <E> what else ends the reading
 */
final class ManifestReader<E extends Exception> {

    private static final int SOME = 500;

    /**
     * Takes the lists, some elements at a time and in the order of the file. An {@link IllegalArgumentException} refuses the
     * manifest, and its message is told.
     *
     * @param <E> what else ends the reading
     */
    interface Content<E extends Exception> {

        void entries(List<BundleEntry> some) throws E;

        /** Packages that were selected and could not be packed. */
        default void missing(List<PackageId> some) throws E {}

        /** What the source's operators have decided. */
        default void statements(List<Statement> some) throws E {}
    }

    private final Content<E> content;
    private final List<String> base = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();
    private @Nullable String source;
    private @Nullable Long serial;
    private @Nullable Instant createdAt;
    private boolean known;

    private ManifestReader(Content<E> content) {
        this.content = content;
    }

    /**
     * Reads a manifest whose signature is checked already: fields that are not known are passed over, everything else has to
     * be right.
     */
    static <E extends Exception> ManifestHead read(byte[] bytes, Content<E> content)
            throws ManifestInvalidException, E {
        ManifestReader<E> reader = new ManifestReader<>(content);
        try (JsonParser json = ManifestJson.READER.createParser(bytes)) {
            require(json.nextToken() == JsonToken.START_OBJECT, "it is not an object");
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                reader.take(field, json);
            }
            require(json.nextToken() == null, "something follows it");
            return reader.head();
        } catch (IOException e) {
            throw invalid("it is not JSON");
        } catch (IllegalArgumentException | DateTimeException e) {
            throw invalid(SafeText.of(String.valueOf(e.getMessage()), 200));
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    private static ManifestInvalidException invalid(String why) {
        return new ManifestInvalidException("manifest_invalid", "manifest.json cannot be read: " + why);
    }

    private interface Some<T, E extends Exception> {
        void take(List<T> some) throws E;
    }

    private void take(String field, JsonParser json) throws IOException, E {
        switch (field) {
            case "format" -> known = ManifestJson.FORMAT.equals(json.getText());
            case "source" -> source = SafeText.of(json.getText(), 100);
            case "serial" -> serial = json.getLongValue();
            case "created_at" -> createdAt = Instant.parse(json.getText());
            case "base" -> each(field, json, node -> List.of(digest(node)), base::addAll);
            case "parts" -> each(field, json, node -> List.of(part(node)), parts::addAll);
            case "packages" -> each(field, json, node -> List.of(EntryJson.read(node)), content::entries);
            case "missing" -> each(field, json, node -> List.of(EntryJson.readId(node)), content::missing);
            case "statements" -> each(field, json, EntryJson::readStatements, content::statements);
            default -> json.skipChildren();
        }
    }

    private static String digest(JsonNode json) {
        require(json.isTextual(), "it is not a text");
        return json.textValue();
    }

    private static Part part(JsonNode json) {
        return new Part(EntryJson.text(json, "name"), EntryJson.number(json, "size"), EntryJson.text(json, "sha256"));
    }

    private <T> void each(String list, JsonParser json, Function<JsonNode, List<T>> reader, Some<T, E> to)
            throws IOException, E {
        require(json.currentToken() == JsonToken.START_ARRAY, list + " is no list");
        List<T> some = new ArrayList<>();
        int count = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            require(++count <= ManifestHead.MAX_PACKAGES, list + " has more than 100,000 elements");
            JsonNode node = ManifestJson.READER.readTree(json);
            try {
                some.addAll(reader.apply(node));
            } catch (RuntimeException e) {
                throw new IllegalArgumentException("%s, element %d: %s".formatted(list, count, e.getMessage()), e);
            }
            if (some.size() >= SOME) {
                to.take(some);
                some = new ArrayList<>();
            }
        }
        to.take(some);
    }

    private ManifestHead head() {
        require(known, "its format is not " + ManifestJson.FORMAT);
        if (source == null || serial == null || createdAt == null) {
            throw new IllegalArgumentException("source, serial or created_at is missing");
        }
        return new ManifestHead(new ManifestHead.Origin(source, serial, createdAt), base, parts);
    }
}
