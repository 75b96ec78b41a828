package org.tfmirror.bundle;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.SafeText;

/** Manifests as JSON. A list is read element by element, so that a large one costs little memory beside what it says. */
public final class ManifestJson {

    private static final String FORMAT = "tfmirror-bundle/1";
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final ObjectReader READER = JsonMapper.builder(JSON).build().reader();

    private ManifestJson() {}

    private interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    /** One entry by itself, as the database keeps it. */
    public static String write(BundleEntry entry) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            EntryJson.write(json, entry);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // written to memory
        }
        return text.toString();
    }

    /** @throws IllegalArgumentException where it is no entry */
    public static BundleEntry readEntry(String text) {
        try {
            return EntryJson.read(READER.readTree(text));
        } catch (IOException e) {
            throw new IllegalArgumentException("not JSON", e);
        }
    }

    /** One entry on each line, in the order of the manifest. */
    public static byte[] write(Manifest manifest) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("format", FORMAT);
            json.writeStringField("source", manifest.origin().source());
            json.writeNumberField("serial", manifest.origin().serial());
            json.writeStringField("created_at", manifest.origin().createdAt().toString());
            list(json, "base", manifest.base(), json::writeString);
            list(json, "parts", manifest.parts(), part -> {
                json.writeStartObject();
                json.writeStringField("name", part.name());
                json.writeNumberField("size", part.size());
                json.writeStringField("sha256", part.sha256());
                json.writeEndObject();
            });
            list(json, "packages", manifest.entries(), entry -> EntryJson.write(json, entry));
            list(json, "missing", manifest.missing(), id -> {
                json.writeStartObject();
                EntryJson.writeId(json, id);
                json.writeEndObject();
            });
            list(json, "statements", manifest.statements(), statement -> EntryJson.write(json, statement));
            json.writeRaw('\n');
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private interface Element<T> {
        void write(T value) throws IOException;
    }

    private static <T> void list(JsonGenerator json, String field, List<T> values, Element<T> element)
            throws IOException {
        json.writeRaw('\n');
        json.writeArrayFieldStart(field);
        for (T value : values) {
            json.writeRaw('\n');
            element.write(value);
        }
        json.writeEndArray();
    }

    /**
     * Reads a manifest whose signature is checked already: fields that are not known are passed over, everything else has to
     * be right.
     */
    public static Manifest read(byte[] bytes) throws ManifestInvalidException {
        Reading reading = new Reading();
        try (JsonParser json = READER.createParser(bytes)) {
            require(json.nextToken() == JsonToken.START_OBJECT, "it is not an object");
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                reading.take(field, json);
            }
            require(json.nextToken() == null, "something follows it");
            return reading.finish();
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

    /** What has been read of one manifest so far. */
    private static final class Reading {

        private @Nullable String source;
        private @Nullable Long serial;
        private @Nullable Instant createdAt;
        private final List<String> base = new ArrayList<>();
        private final List<Part> parts = new ArrayList<>();
        private final List<BundleEntry> entries = new ArrayList<>();
        private final List<PackageId> missing = new ArrayList<>();
        private final List<Statement> statements = new ArrayList<>();
        private boolean known;

        void take(String field, JsonParser json) throws IOException {
            switch (field) {
                case "format" -> known = FORMAT.equals(json.getText());
                case "source" -> source = SafeText.of(json.getText(), 100);
                case "serial" -> serial = json.getLongValue();
                case "created_at" -> createdAt = Instant.parse(json.getText());
                case "base" -> each(json, JsonNode::textValue, base::add);
                case "parts" ->
                    each(
                            json,
                            part -> new Part(
                                    EntryJson.text(part, "name"),
                                    EntryJson.number(part, "size"),
                                    EntryJson.text(part, "sha256")),
                            parts::add);
                case "packages" -> each(json, EntryJson::read, entries::add);
                case "missing" -> each(json, EntryJson::readId, missing::add);
                case "statements" ->
                    each(json, Function.identity(), node -> EntryJson.readStatement(node, statements::add));
                default -> json.skipChildren();
            }
        }

        private static <T> void each(JsonParser json, Function<JsonNode, T> reader, Consumer<T> to) throws IOException {
            require(json.currentToken() == JsonToken.START_ARRAY, "a list is missing");
            int count = 0;
            while (json.nextToken() != JsonToken.END_ARRAY) {
                require(++count <= Manifest.MAX_PACKAGES, "a list has more than 100,000 elements");
                JsonNode node = READER.readTree(json);
                try {
                    to.accept(reader.apply(node));
                } catch (RuntimeException e) {
                    throw new IllegalArgumentException("element %d: %s".formatted(count, e.getMessage()), e);
                }
            }
        }

        Manifest finish() {
            require(known, "its format is not " + FORMAT);
            if (source == null || serial == null || createdAt == null) {
                throw new IllegalArgumentException("source, serial or created_at is missing");
            }
            Set<PackageId> once = new HashSet<>();
            for (BundleEntry entry : entries) {
                require(once.add(entry.id()), entry.id() + " is named twice");
            }
            return new Manifest(
                    new Manifest.Origin(source, serial, createdAt), base, parts, entries, missing, statements);
        }
    }
}
